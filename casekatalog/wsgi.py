"""The WSGI application that gunicorn serves: Django, and ahead of it the cache of anonymous pages."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casekatalog.settings")
django_application = get_wsgi_application()

# Imported when Django is ready.
from casekatalog.pagecache.version import CurrentVersion  # noqa: E402
from casekatalog.pagecache.wsgi import PageCache  # noqa: E402

application = PageCache(django_application, CurrentVersion(), settings.PAGE_CACHE_MB * 1024 * 1024)
