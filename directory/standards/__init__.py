"""Published documents in the words of others: what goes in is a document and its entry, what comes out a standard's dict."""
