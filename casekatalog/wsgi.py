"""The WSGI application that gunicorn serves: Django, ahead of it the cache of anonymous pages, and the request log."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from casekatalog.core.request_log import RequestLog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casekatalog.settings")
django_application = get_wsgi_application()

# Imported when Django is ready.
from casekatalog.core.pagecache.version import CurrentVersion  # noqa: E402
from casekatalog.core.pagecache.wsgi import PageCache  # noqa: E402

pages = PageCache(django_application, CurrentVersion(), settings.PAGE_CACHE_MB * 1024 * 1024)
application = RequestLog(pages, settings.BEHIND_PROXY)
