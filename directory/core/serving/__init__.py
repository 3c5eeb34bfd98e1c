"""Query parameters → filters → lists and documents, as JSON, as page and on paper."""
