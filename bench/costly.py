"""One address asks for what costs most while others read the list, through nginx with deploy/'s limits.

    python -m bench.costly [--seconds 30] [--connections 16]

On SQLite, with two workers. Ends with code 1 if a reader's list takes more than half a second at the 95th percentile.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import count

from bench import servers
from bench.load import FILTERS
from bench.site import HOST, production, seed
from tests import deployed

READERS, MOST_SECONDS = 4, 0.5
COMMON = ["kommune", "medarbejder", "løsning", "system", "digital", "proces", "leder", "opgave", "tid", "sag", "data"]
FILES = ("cases.docx", "cases.pdf", "cases.xlsx")
_fresh = count()


def costly() -> str:
    """Something that takes long, and that nobody has asked for before."""
    number = next(_fresh)
    if number % 4:
        words = [*random.sample(COMMON, len(COMMON)), f"ord{number}"]
        return "/cases/?q=" + "+".join(words).replace("ø", "%C3%B8")
    return f"/hent/{random.choice(FILES)}?nummer={number}"


def ask(port: int, source: str, path: str) -> tuple[int, float]:
    """The status, and how long it took, for a client with this address."""
    began = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    try:
        connection.request("GET", path, headers={"Host": HOST, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - began
    except OSError:
        return 0, time.perf_counter() - began
    finally:
        connection.close()


def attack(port: int, end: float) -> Counter[int]:
    """Ask again as soon as there is an answer; one that says no is followed by a tenth of a second."""
    statuses: Counter[int] = Counter()
    while time.monotonic() < end:
        status, _ = ask(port, "127.0.0.2", costly())
        statuses[status] += 1
        if status != 200:
            time.sleep(0.1)
    return statuses


def read(port: int, end: float) -> list[tuple[int, float]]:
    """Read lists with different filters, a few a second."""
    answers = []
    while time.monotonic() < end:
        chosen = "&".join(random.sample(FILTERS, random.randint(0, 2)))
        answers.append(ask(port, "127.0.0.3", f"/cases/?{chosen}&nu={next(_fresh)}"))
        time.sleep(0.2)
    return answers


def measure(seconds: int, connections: int) -> tuple[Counter[int], list[tuple[int, float]]]:
    """What one address was answered, and what the readers were, each with its seconds."""
    with tempfile.TemporaryDirectory() as data, deployed.folder() as folder:
        seed(database := f"sqlite:///{data}/site.sqlite3")
        environment = production(database, WEB_WORKERS="2")
        with servers.gunicorn(environment, folder / "web.sock"):
            deployed.until((folder / "web.sock").exists)
            (folder / "web.sock").chmod(0o666)
            with deployed.nginx(folder, folder / "web.sock", tls=False) as port, ThreadPoolExecutor(64) as pool:
                deployed.until(lambda: [ask(port, "127.0.0.3", f"/cases/?q=x{n}") for n in range(8)][-1][1] < 0.5)
                end = time.monotonic() + seconds
                attacks = [pool.submit(attack, port, end) for _ in range(connections)]
                readers = [pool.submit(read, port, end) for _ in range(READERS)]
                answers = [answer for reader in readers for answer in reader.result()]
                return sum((each.result() for each in attacks), Counter()), answers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("seconds", 30), ("connections", 16)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    statuses, answers = measure(asked.seconds, asked.connections)
    taken = sorted(seconds for _, seconds in answers)
    p50, p95 = (taken[int(len(taken) * share)] for share in (0.5, 0.95))
    failed = [status for status, _ in answers if status != 200]
    print(f"{asked.connections} connections were answered {dict(statuses)}")
    print(f"{len(answers)} lists for others: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, {len(failed)} failures")
    return 1 if failed or p95 > MOST_SECONDS else 0


if __name__ == "__main__":
    sys.exit(main())
