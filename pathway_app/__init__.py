"""What Zorgpad knows: pathway rules, commands, documents and the command line; no Qt, no SQLAlchemy."""

__version__ = "0.1.0"
