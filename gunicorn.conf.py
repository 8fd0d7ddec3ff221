"""How gunicorn serves the site. `docs/settings.md` describes the variables."""

from environs import Env
from gunicorn import util
from gunicorn.http import message

from casekatalog.refusals import write_error
from casekatalog.settings import LOGGING

env = Env()

port = env.int("PORT", 8000)
bind = env.str("BIND", f"127.0.0.1:{port}")
workers = env.int("WEB_WORKERS", 2)
threads = env.int("WEB_THREADS", 4)
# Django answers in Danish to an address that is too long (LONGEST_ADDRESS), so gunicorn must let it through. It knows
# no limit between its own 8 KB and none at all, and none would let anyone fill the memory.
message.MAX_REQUEST_LINE = 128 * 1024
limit_request_line = message.MAX_REQUEST_LINE
limit_request_fields = 60
# Gunicorn has no setting for the words it answers with.
util.write_error = write_error
control_socket_disable = True
accesslog = None
logconfig_dict = LOGGING
# Longer than the longest request that is answered; systemd and compose wait a little longer still.
graceful_timeout = env.int("GRACEFUL_SECONDS", 30)
