"""How gunicorn serves the site. `docs/settings.md` describes the variables."""

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
logger_class = "casekatalog.logs.GunicornLogger"
# Longer than the longest request that is answered; systemd and compose wait a little longer still.
graceful_timeout = env.int("GRACEFUL_SECONDS", 30)
