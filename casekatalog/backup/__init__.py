"""The whole database in one file, and back again, on SQLite and PostgreSQL alike.

``contents`` says what is in a backup and ``rows`` how a row is written; ``write`` makes the file, ``archive`` reads
and judges it, ``load`` puts it into the database. ``manage.py backup`` and ``restore`` are their only users.
"""


class Refused(Exception):  # noqa: N818 - it is an answer to the operator rather than an error in the program
    """Why a backup is not written or not restored, in Danish. Nothing was changed."""
