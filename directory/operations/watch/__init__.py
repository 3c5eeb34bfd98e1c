"""Health, metrics and logs: what whoever looks after the site can see of it."""
