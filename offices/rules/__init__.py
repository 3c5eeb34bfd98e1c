"""Whom a rule is for, and the question that lists ask of the rules of a place."""
