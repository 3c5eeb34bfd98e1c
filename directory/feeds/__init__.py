"""For those who keep a copy: everything at once, and what has changed since."""
