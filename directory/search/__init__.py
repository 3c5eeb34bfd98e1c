"""A question → what it asks for → entries, best first, and the fact that was asked for."""
