"""The Reconciliation Service API 0.2 (W3C community group), as OpenRefine speaks it: names from a table to entries."""
