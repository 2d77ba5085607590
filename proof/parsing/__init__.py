"""Every reader of something from outside, with what it reads when all is well: for the rows that feed it else."""
