"""Programs of others that read the directory, as docs/clients.md tells them to."""
