"""What it asks for → entries, in order, with the reason why each was found."""
