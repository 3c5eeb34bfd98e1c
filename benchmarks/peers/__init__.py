"""What a user would choose instead: each serves the same rows from a database of its own."""
