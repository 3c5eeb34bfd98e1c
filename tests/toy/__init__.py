"""A kind of the tests' own: what CONTRIBUTING.md asks for a new kind of record, and nothing else."""
