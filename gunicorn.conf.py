"""How gunicorn serves the site. `docs/settings.md` describes the variables."""

import re

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
# Old programs and links send “ø” as it is, in UTF-8, not percent-encoded. Django reads that; gunicorn would refuse it.
message.RFC9112_TARGET_INVALID = re.compile(r"[^\x21-\x7e\x80-\xff]")
# No header may move the site to another address, whoever sends it: kept pages would have its links.
forwarder_headers = ""
# Django alone decides what a proxy says of TLS. Gunicorn would end a request with two headers that do not agree.
secure_scheme_headers: dict[str, str] = {}
control_socket_disable = True
accesslog = None
logconfig_dict = LOGGING
# Longer than the longest request that is answered; systemd and compose wait a little longer still.
graceful_timeout = env.int("GRACEFUL_SECONDS", 30)
