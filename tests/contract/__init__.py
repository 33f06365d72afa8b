"""What every database must do alike: run on SQLite and on a real PostgreSQL server."""
