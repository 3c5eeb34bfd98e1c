"""Patches of records: what differs between two states, what may still be written, who wrote what."""
