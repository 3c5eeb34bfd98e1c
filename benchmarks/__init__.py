"""Measures this project beside what a user would choose instead; ``python -m benchmarks``."""
