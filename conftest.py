"""The tests' environment. Set before Django reads its settings, and independent of any local .env."""

import os

os.environ["ENV_FILE"] = os.devnull
os.environ["SECRET_KEY"] = "tests-only"  # noqa: S105
os.environ["HTTPS"] = "false"
os.environ["TWO_FACTOR"] = "false"
os.environ.pop("DEBUG", None)
# Playwright keeps an event loop running in the test process, where Django would refuse ordinary queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ.setdefault("LOG_LEVEL", "ERROR")
