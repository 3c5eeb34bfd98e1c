"""Many records from lines of a file or from the fixtures: checked, compared, written, published."""
