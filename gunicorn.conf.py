"""How gunicorn serves the site. `docs/settings.md` describes the variables."""

import gc
from typing import Any

from django.db import connections
from environs import Env

env = Env()

port = env.int("PORT", 8000)
bind = env.str("BIND", f"127.0.0.1:{port}")
workers = env.int("WEB_WORKERS", 2)
threads = env.int("WEB_THREADS", 4)
preload_app = True
# Readers get an answer in Danish to an address of any length, where gunicorn itself would refuse in English.
limit_request_line = 0
control_socket_disable = True
accesslog = None


def pre_fork(server: Any, worker: Any) -> None:
    """No process inherits another one's connection to the database, nor a pool whose threads stay behind."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]
    # Loaded code is never garbage: looking through it again and again takes up to a sixth of a page's time.
    gc.collect()
    gc.freeze()
