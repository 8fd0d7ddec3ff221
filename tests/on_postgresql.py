"""Run the tests on a PostgreSQL server of their own: `python -m tests.on_postgresql` and what pytest takes.

Without a word on which, those that say nothing about a database, or meet both by themselves, are left out.
"""

import os
import subprocess
import sys

from tests.postgres import postgres_server

if __name__ == "__main__":
    with postgres_server() as address:
        pytest = [sys.executable, "-m", "pytest", "-m", "not once", *sys.argv[1:]]
        sys.exit(subprocess.run(pytest, env={**os.environ, "DATABASE_URL": address}, check=False).returncode)
