"""A restart under load: is any request lost? The site behind nginx, on a socket held open as systemd would.

    python -m bench.restart [sqlite|postgresql]

Readers and editors go on while the server is told to renew its workers (SIGHUP), and is then stopped (SIGTERM) and
started again. Ends with code 1 if any request failed.
"""

from __future__ import annotations

import signal
import sys
import time

from bench import site


def main(kind: str = "sqlite") -> int:
    from tests import deployed

    site.set_up(HTTPS="true", BEHIND_PROXY="true", ALLOWED_HOSTS=deployed.HOST)
    with deployed.folder() as folder, site.database(kind, folder) as environment:
        return run(deployed, folder, environment)


def run(deployed, folder, environment) -> int:
    from bench.traffic import Traffic

    file = folder / "web.sock"
    with deployed.held_socket(file) as held, deployed.nginx(folder, file) as port:
        traffic = Traffic(f"https://127.0.0.1:{port}", deployed.HOST, str(folder / "fullchain.pem"))
        server = deployed.start_gunicorn(held, **environment)
        try:
            traffic.start(readers=4, editors=2)
            time.sleep(3)
            server.send_signal(signal.SIGHUP)
            time.sleep(3)
            stopped_at = time.monotonic()
            server.terminate()
            server.wait(60)
            print(f"stopped gracefully in {time.monotonic() - stopped_at:.1f} s")
            server = deployed.start_gunicorn(held, **environment)
            time.sleep(6)
            traffic.stop()
        finally:
            traffic.stopped.set()
            server.terminate()
            server.wait(60)
    print(traffic.table())
    return 1 if traffic.failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
