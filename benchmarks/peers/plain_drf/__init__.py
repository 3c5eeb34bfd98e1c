"""Plain, idiomatic Django REST framework, by the book."""
