"""Entries → what is shown: the facts that answer, rows with what matched marked, suggestions."""
