"""Keeping it running: the server and its processes, limits, health, logs, backups."""
