"""A restart under load loses no request: what runs is finished or asked again, and what comes meanwhile waits."""

import http.client
import os
import signal
import socket
import threading
import time
from contextlib import closing, contextmanager

import pytest

from tests import deployed
from tests.seeded import ON_POSTGRESQL

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="no database here, so once is enough")

REQUEST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\nConnection: close\r\n\r\nfelt=1"


@pytest.fixture(autouse=True)
def _database():
    """No database here."""


def post(file):
    """The answer to a form, as nginx would see it: a new connection for every request, none tried twice."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(20)
        client.connect(str(file))
        client.sendall(REQUEST)
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    return answer.split(b"\r\n")[0], answer[-4:]


def get(port):
    """The answer to a reader, through nginx."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", "/", headers={"Host": deployed.HOST})
        answer = connection.getresponse()
        return answer.status, answer.read()


@contextmanager
def load(ask, where):
    """Six who ask and ask again. Yields the answers."""
    answers, stop = [], threading.Event()

    def go_on():
        while not stop.is_set():
            try:
                answers.append(ask(where))
            except (OSError, http.client.HTTPException) as error:
                answers.append(repr(error))

    readers = [threading.Thread(target=go_on) for _ in range(6)]
    for reader in readers:
        reader.start()
    deployed.until(lambda: len(answers) > 10)
    yield answers
    so_far = len(answers)
    deployed.until(lambda: len(answers) > so_far + 20)
    stop.set()
    for reader in readers:
        reader.join()


def start(held):
    settings = {"WEB_WORKERS": "1", "WEB_THREADS": "4", "GRACEFUL_SECONDS": "10"}
    return deployed.start_gunicorn(held, "tests.waiting_app", **settings)


def test_no_request_is_lost_when_the_server_is_restarted_under_load():
    with deployed.folder() as folder, deployed.held_socket(folder / "web.sock") as held:
        first = start(held)
        with load(post, folder / "web.sock") as answers:
            first.terminate()
            assert first.wait(15) == 0
            second = start(held)
        second.terminate()
        assert second.wait(15) == 0
    assert set(answers) == {(b"HTTP/1.1 200 OK", b"svar")}


@pytest.mark.skipif(not deployed.NGINX, reason="nginx is not installed (apt-get install -y nginx-light)")
def test_no_reader_is_refused_when_the_server_is_killed_under_load_and_started_again():
    with deployed.folder() as folder, deployed.held_socket(folder / "web.sock") as held:
        first = start(held)
        with deployed.nginx(folder, folder / "web.sock", tls=False, limits=False) as port:
            with load(get, port) as answers:
                # The master is killed, and then systemd kills what it leaves behind and waits RestartSec.
                os.killpg(first.pid, signal.SIGKILL)
                assert first.wait(15) == -signal.SIGKILL
                time.sleep(2)
                second = start(held)
            second.terminate()
            assert second.wait(15) == 0
    assert set(answers) == {(200, b"svar")}
