"""The tests bring a PostgreSQL server of their own, with the machine's binaries or with those of a Python package."""

import psycopg
import pytest

from tests import postgres


@pytest.mark.once
@pytest.mark.parametrize("binaries", ["the machine's", "the package's"])
def test_a_server_starts_answers_in_utf8_and_is_gone_afterwards(binaries, monkeypatch):
    if binaries == "the package's":
        monkeypatch.setattr(postgres, "MACHINES_OWN", "/nowhere")
    elif not postgres.own_binaries():
        pytest.skip("this machine has no PostgreSQL; the Python package's is used")
    with postgres.postgres_server() as address:
        with psycopg.connect(address) as connection:
            row = connection.execute("SELECT 'æøå', current_setting('server_encoding')").fetchone()
        assert row == ("æøå", "UTF8")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address, connect_timeout=2)
