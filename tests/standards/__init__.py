"""The standards that the directory speaks."""
