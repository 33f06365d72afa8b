"""Run by Alembic: migrates the connection that `db.migrate` hands over, within its transaction."""

from alembic import context

from db.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
