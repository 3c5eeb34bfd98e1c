"""django-ninja over the same models."""
