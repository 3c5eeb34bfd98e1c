"""What people write about how they feel: signs of an emergency, and the catalogue's symptoms in everyday words."""
