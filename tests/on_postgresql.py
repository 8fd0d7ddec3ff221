"""Run tests on a PostgreSQL server of their own: `python -m tests.on_postgresql`, and what pytest takes.

Without a file among the arguments, those run whose answer a database could change: constraints, order and search,
locks and the work of two editors, counts and queries. All others run on SQLite alone.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.postgres import postgres_server

TESTS = Path(__file__).resolve().parent
FILES = [
    "browser/test_editing.py",
    "test_adoptions.py",
    "test_confirmations.py",
    "test_constraints.py",
    "test_danish_order.py",
    "test_data_version.py",
    "test_error_reports.py",
    "test_editing_conflicts.py",
    "test_facet_counts.py",
    "test_faults.py",
    "test_generate_cases.py",
    "test_key_figure_values.py",
    "test_list_against_plain_queries.py",
    "test_lockout.py",
    "test_misses.py",
    "test_query_budgets.py",
    "test_readiness.py",
    "test_search_index.py",
    "test_search_on_both_databases.py",
    "test_search_relevance.py",
    "test_seed.py",
    "test_suggestions.py",
    "test_typed_text.py",
    "test_workflow.py",
]

if __name__ == "__main__":
    given = sys.argv[1:]
    files = [] if any(".py" in argument for argument in given) else [str(TESTS / name) for name in FILES]
    with postgres_server() as address:
        command = [sys.executable, "-m", "pytest", *given, *files]
        sys.exit(subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode)
