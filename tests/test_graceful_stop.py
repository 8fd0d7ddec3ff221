"""A restart under load loses no request: what runs is finished, and what comes meanwhile waits."""

import socket
import threading

import pytest

from tests import deployed
from tests.seeded import ON_POSTGRESQL

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="no database here, so once is enough")

REQUEST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\nConnection: close\r\n\r\nfelt=1"


@pytest.fixture(autouse=True)
def _database():
    """No database here."""


def post(file):
    """The first line of the answer, as nginx would see it: a new connection for every request, none tried twice."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(20)
        client.connect(str(file))
        client.sendall(REQUEST)
        return b"".join(iter(lambda: client.recv(4096), b""))


def test_no_request_is_lost_when_the_server_is_restarted_under_load():
    answers, stop = [], threading.Event()

    def load(file):
        while not stop.is_set():
            try:
                answers.append(post(file))
            except OSError as error:
                answers.append(repr(error).encode())

    with deployed.folder() as folder:
        file = folder / "web.sock"
        with deployed.held_socket(file) as held:
            start = {"WEB_WORKERS": "1", "WEB_THREADS": "4", "GRACEFUL_SECONDS": "10"}
            first = deployed.start_gunicorn(held, "tests.waiting_app", **start)
            readers = [threading.Thread(target=load, args=[file]) for _ in range(6)]
            for reader in readers:
                reader.start()
            deployed.until(lambda: len(answers) > 10)
            first.terminate()
            assert first.wait(15) == 0
            so_far = len(answers)
            second = deployed.start_gunicorn(held, "tests.waiting_app", **start)
            deployed.until(lambda: len(answers) > so_far + 20)
            stop.set()
            for reader in readers:
                reader.join()
            second.terminate()
            assert second.wait(15) == 0
    assert {answer.split(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 200 OK"}
    assert {answer[-4:] for answer in answers} == {b"svar"}
