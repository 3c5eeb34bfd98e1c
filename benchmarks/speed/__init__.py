"""What a request costs, beside others with the same data on the same machine; what loading, exports and memory cost."""
