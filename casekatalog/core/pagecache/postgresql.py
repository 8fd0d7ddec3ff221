"""Asking PostgreSQL for the data's version."""

from __future__ import annotations

import select
from typing import Any

import psycopg
from django.db import connection
from psycopg import pq

from casekatalog.core.data_version import VERSION


class PostgreSQL:
    """The question is prepared once, and the socket is waited for by ourselves, since libpq would wait for ever."""

    NAME = b"version"

    def __init__(self, longest_wait: int) -> None:
        self._longest_wait = longest_wait
        wrapper: Any = connection
        options = {**wrapper.get_connection_params(), "connect_timeout": longest_wait}
        self._connection = psycopg.connect(**options, autocommit=True)
        self._server = self._connection.pgconn
        self._socket = select.poll()
        self._socket.register(self._server.socket, select.POLLIN)
        self._server.send_prepare(self.NAME, VERSION.encode())
        self._answer(pq.ExecStatus.COMMAND_OK)

    def read(self) -> str:
        self._server.send_query_prepared(self.NAME, None)
        answer = self._answer(pq.ExecStatus.TUPLES_OK)
        return (answer.get_value(0, 0) or b"").decode() if answer.ntuples else ""

    def close(self) -> None:
        self._connection.close()

    def _answer(self, wanted: pq.ExecStatus) -> pq.abc.PGresult:
        answer = None
        while True:
            while self._server.is_busy():
                if not self._socket.poll(self._longest_wait * 1000):
                    raise TimeoutError
                self._server.consume_input()
            following = self._server.get_result()
            if following is None:
                break
            answer = following
        if answer is None or answer.status != wanted:
            raise psycopg.OperationalError(answer.get_error_message() if answer else "no answer")
        return answer
