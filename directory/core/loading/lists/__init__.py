"""Lists as people keep them: from a file of cells to lines of the loader, step by step, and back."""
