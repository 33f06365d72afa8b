"""How the record is kept: SQLAlchemy on SQLite or PostgreSQL."""
