"""The rules of a place: whom each is for, from where it is inherited, which office is responsible, and the question asked."""
