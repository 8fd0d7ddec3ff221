"""The highest id a table has given out, so that a new row never gets the id of one that was deleted.

History and the admin's log name rows by id, also those that are gone. An id is only ever raised: PostgreSQL does not
take a sequence back when a transaction is undone, and one that is too high does no harm.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import AutoField, Field

from casekatalog.backup.rows import Table


def last_id(table: Table) -> int:
    """The highest id this table has given out, 0 if none or if it gives none."""
    field = _counted(table)
    if field is None:
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", _place(field))
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [field.model._meta.db_table])
        row = cursor.fetchone()
    return (row and row[0]) or 0


def raise_last_id(table: Table, wanted: int) -> None:
    """Let the next row of this table have an id above ``wanted`` and above every row's."""
    field = _counted(table)
    if field is None:
        return
    highest = table.highest(field.attname)
    wanted = max(wanted, highest, last_id(table))
    if not wanted:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s)::regclass, %s)", [*_place(field), wanted])
        else:
            name = field.model._meta.db_table
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, wanted])


def _counted(table: Table) -> Field | None:
    return next((c.field for c in table.columns if isinstance(c.field, AutoField)), None)


def _place(field: Field) -> list[str | None]:
    return [connection.ops.quote_name(field.model._meta.db_table), field.column]
