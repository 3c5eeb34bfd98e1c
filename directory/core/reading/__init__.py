"""A source's text → proposals: facts with the words they rest on, held against what is published. Writes nothing."""
