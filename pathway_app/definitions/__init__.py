"""Pathway files: read from YAML with every error named, kept as canonical JSON."""
