"""The demonstration ward."""
