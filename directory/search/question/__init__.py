"""A question as it was typed → what it asks for: names, places, kinds, the fact that is wanted."""
