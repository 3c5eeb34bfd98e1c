"""Find entries again: keys, tokens, postings, positions, regions by name, timetables by their state."""
