"""Claims of speed and skill, each with the command that measures it: `python -m benchmarks NAME --json`."""
