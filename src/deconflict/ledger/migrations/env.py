"""How Alembic takes the steps: on the connection that is handed in, within its transaction."""

from alembic import context

from deconflict.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
