"""What can go wrong, made to go wrong: ``python -m benchmarks.faults [NAME …]`` says what was promised, tried and seen."""
