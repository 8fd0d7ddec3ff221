"""The WSGI application that gunicorn serves: Django, and around it the request log."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from casekatalog.core.request_log import RequestLog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casekatalog.settings")
application = RequestLog(get_wsgi_application(), settings.BEHIND_PROXY)
