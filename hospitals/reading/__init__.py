"""What a text says of hospitals and symptoms, as proposals."""
