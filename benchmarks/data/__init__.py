"""Invented institutions and offices, the same for the same seed."""
