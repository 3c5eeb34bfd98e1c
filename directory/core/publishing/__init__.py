"""Record → document → entry, and the entries of whatever mentions it, in one transaction."""
