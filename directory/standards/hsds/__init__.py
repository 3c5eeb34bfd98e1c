"""HSDS 3, the Human Services Data Specification: documents as organizations, services, locations and taxonomy terms."""
