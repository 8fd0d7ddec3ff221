"""The site's settings, with the trivial view among its addresses."""

from casekatalog.settings import *  # noqa: F403

ROOT_URLCONF = "bench.trivial"
