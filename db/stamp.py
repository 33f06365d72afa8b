"""What is stamped on a database: that it is one of this program, and how new its tables are."""

from __future__ import annotations

APPLICATION_ID = 0x5A6F7267
"""`Zorg` in the header of the file"""

SCHEMA_NUMBER = 5
"""the newest migration; a database with a higher number was made by a newer program"""
