"""What a text says of offices, channels, procedures and policies, as proposals."""
