"""A WSGI application whose answers take a while, to be stopped in the middle of."""

import time


def application(environ, start_response):
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    time.sleep(0.1)
    start_response("200 OK", [("Content-Length", "4")])
    return [b"svar"]
