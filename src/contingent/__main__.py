"""`python -m contingent` is the command `contingent`."""

from contingent.cli import main

if __name__ == "__main__":
    main()
