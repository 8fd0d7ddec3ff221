"""The tests' environment. Set before Django reads its settings, and independent of any local .env."""

import os

os.environ["ENV_FILE"] = os.devnull
os.environ["SECRET_KEY"] = "tests-only"  # noqa: S105
os.environ["HTTPS"] = "false"
os.environ.pop("DEBUG", None)
os.environ.setdefault("LOG_LEVEL", "ERROR")
