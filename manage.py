#!/usr/bin/env python
"""Django's command-line tool for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casekatalog.settings")
    # A command takes the time it needs; only those who wait for a page are told to try again.
    os.environ.setdefault("DATABASE_STATEMENT_SECONDS", "0")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
