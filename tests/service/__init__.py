"""The service on a real record."""
