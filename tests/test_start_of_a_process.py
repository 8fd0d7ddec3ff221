"""What a web process loads before it is asked for anything."""

import os
import subprocess
import sys

# Of the libraries for what few readers ask for, those that take megabytes each.
ON_DEMAND = ["PIL", "docx", "lxml", "openpyxl", "psycopg", "rdflib", "requests", "typst"]
START = """
import sys
import casekatalog.wsgi, casekatalog.urls
from django.template import engines
engines["django"].engine
print(*sys.modules)
"""


def test_a_process_that_only_shows_pages_loads_no_library_for_files_or_for_another_database():
    environment = {**os.environ, "DATABASE_URL": "sqlite:///:memory:"}
    said = subprocess.run(
        [sys.executable, "-c", START], env=environment, check=True, capture_output=True, text=True
    ).stdout
    loaded = {name for name in said.split() if "." not in name}
    assert "django" in loaded
    assert not loaded.intersection(ON_DEMAND)
