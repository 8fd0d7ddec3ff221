"""Makes one file and ends: what is asked for comes on standard input, the file goes out on standard output.

``making`` starts it. It imports no Django and reads no database, so that it starts in a fraction of a second.
"""

import os
import pickle
import resource
import sys
from contextlib import suppress
from importlib import import_module

# Behind the processes that answer readers: what is left of the processors.
NICENESS = 19


def main(memory: int, seconds: int) -> None:
    """Make the file with at most ``memory`` bytes and ``seconds`` of a processor."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    # macOS refuses a limit on memory.
    with suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    writer, content = pickle.load(sys.stdin.buffer)  # noqa: S301 - the process that started this one wrote it
    sys.stdout.buffer.write(import_module(f"cases.documents.{writer}").write(content))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
