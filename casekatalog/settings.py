"""Settings from the environment, safe by default (`docs/settings.md`). What is missing stops the start by name."""

import logging
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

from casekatalog.core.logs import FORMATS, logging_config

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
# `make run` writes a local .env; a production host sets real variables, which win over the file.
env.read_env(env.str("ENV_FILE", str(BASE_DIR / ".env")), recurse=False)


def _require_whole(*names: str, wanted_by: str) -> None:
    """Stop the start with the names of the settings that are missing, unless all of them are."""
    missing = [name for name in names if not globals()[name]]
    if missing and (wanted_by or len(missing) < len(names)):
        raise ImproperlyConfigured(f"Half configured. Set also: {', '.join(missing)}")


# --- Where it runs ---------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY")
# Secrets from before: what they signed or encrypted is still read.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# True behind TLS. `make run` serves plain HTTP on the local machine and says so.
HTTPS = env.bool("HTTPS", True)
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)

# --- Who owns it -----------------------------------------------------------------------------------------------------
SITE_NAME = env.str("SITE_NAME", "Casekatalog")
OWNER_NAME = env.str("OWNER_NAME", "")
OWNER_EMAIL = env.str("OWNER_EMAIL", "")
OWNER_PHONE = env.str("OWNER_PHONE", "")
# The address of a licence for the open data. Only who holds the rights can name one.
DATA_LICENCE = env.str("DATA_LICENCE", "")
# The accessibility statement that Danish law asks of public bodies: all of it, or none.
ACCESSIBILITY_STATUS = env.str("ACCESSIBILITY_STATUS", "", validate=validate.OneOf(("", "fuldt", "delvist", "ikke")))
ACCESSIBILITY_SHORTCOMINGS: list[str] = env.list("ACCESSIBILITY_SHORTCOMINGS", [], delimiter=";")
ACCESSIBILITY_BURDEN: list[str] = env.list("ACCESSIBILITY_BURDEN", [], delimiter=";")
ACCESSIBILITY_EXEMPT: list[str] = env.list("ACCESSIBILITY_EXEMPT", [], delimiter=";")
ACCESSIBILITY_METHOD = env.str("ACCESSIBILITY_METHOD", "", validate=validate.OneOf(("", "selv", "ekstern", "anden")))
ACCESSIBILITY_TESTED = env.str("ACCESSIBILITY_TESTED", "")
ACCESSIBILITY_FIRST_DATE = env.date("ACCESSIBILITY_FIRST_DATE", None)
ACCESSIBILITY_DATE = env.date("ACCESSIBILITY_DATE", None)
ACCESSIBILITY_OFFICIAL = env.str("ACCESSIBILITY_OFFICIAL", "")
_STATEMENT = ("ACCESSIBILITY_STATUS", "ACCESSIBILITY_METHOD", "ACCESSIBILITY_TESTED", "ACCESSIBILITY_DATE")
_require_whole(*_STATEMENT, wanted_by=ACCESSIBILITY_OFFICIAL or "".join(ACCESSIBILITY_SHORTCOMINGS))
if ACCESSIBILITY_STATUS:
    _require_whole("OWNER_NAME", "OWNER_EMAIL", "OWNER_PHONE", wanted_by=ACCESSIBILITY_STATUS)
if ACCESSIBILITY_STATUS in {"delvist", "ikke"}:
    _require_whole("ACCESSIBILITY_SHORTCOMINGS", wanted_by=ACCESSIBILITY_STATUS)

# --- What it is made of ----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "cases",
    "cases.search",
    "cases.editing",
    "cases.publishing",
    "frameworks",
    "casekatalog",
    "casekatalog.core",
    "cases.editing.apps.EditorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "reversion",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    # After the apps whose admin pages it takes away.
    "casekatalog.accounts",
]

MIDDLEWARE = [
    # Headers first, so that whatever answers below has them.
    "casekatalog.core.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "casekatalog.core.request_reading.RequestReadingMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "casekatalog.core.request_limits.RequestLimitsMiddleware",
    "casekatalog.core.mended_addresses.MendedAddresses",
    "casekatalog.core.page_cache.PageCache",
    "django.middleware.gzip.GZipMiddleware",
    "casekatalog.core.page_cache.PublicPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "casekatalog.health.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "casekatalog.accounts.two_factor.TwoFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "casekatalog.core.unsaved_work.NotSavedMiddleware",
]

ROOT_URLCONF = "casekatalog.urls"
WSGI_APPLICATION = "casekatalog.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casekatalog.core.context_processors.site",
            ],
        },
    }
]

# --- Data ------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'casekatalog.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 4,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # Opening the file takes longer than most questions to it.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    _longest_statement = env.int("DATABASE_STATEMENT_SECONDS", 4)
    # No reader waits more than five seconds: for a connection, for the network, for an answer.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 2,
        "tcp_user_timeout": 3000,
        "options": f"-c statement_timeout={_longest_statement}s",
        # A process's threads share these. After an outage a new connection is tried at once, not when a wait is over.
        "pool": {
            "min_size": 1,
            "max_size": env.int("DATABASE_POOL_SIZE", env.int("WEB_THREADS", 4)),
            "timeout": 2,
            "reconnect_timeout": 2,
        },
        **DATABASES["default"].get("OPTIONS", {}),
    }
FORM_RENDERER = "casekatalog.core.form_renderer.FormRenderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# --- Caches ----------------------------------------------------------------------------------------------------------
SHARED_CACHE_SECONDS = env.int("SHARED_CACHE_SECONDS", 1)
# While templates are being changed nothing is kept.
PAGE_CACHE_SIZE = 0 if DEBUG else env.int("PAGE_CACHE_SIZE", 500)
CACHE_MIDDLEWARE_ALIAS = "pages"
CACHE_MIDDLEWARE_SECONDS = 60 * 60

# "default" keeps parts of pages in each process, under keys with the data's version; an hour, since pages say "today".
# "pages" keeps finished pages in the same way, by themselves, so that endless addresses push out only each other.
# "shared" is in the database, for what all processes must agree on (limits on signing in).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 1_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "KEY_FUNCTION": "casekatalog.core.page_cache.versioned_key",
        # A page, and the headers that it varies by.
        "OPTIONS": {"MAX_ENTRIES": 2 * PAGE_CACHE_SIZE},
    },
    "shared": {
        "BACKEND": "casekatalog.core.shared_cache.SharedCache",
        "LOCATION": "core_sharedcacheentry",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
if not PAGE_CACHE_SIZE:
    CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

# --- Language --------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "da"
TIME_ZONE = "Europe/Copenhagen"

# --- Static files ----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "build"]
# Fonts and scripts are for our own pages.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Security --------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sundhed/(klar/)?$"]
CSRF_FAILURE_VIEW = "casekatalog.core.errors.csrf_failure"
# Characters: 10,000 Danish letters, each of which takes six in an address.
LONGEST_ADDRESS = 65_536
# An editor's case with many rows. Files to import have a limit of their own.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1
ADDRESSES_WITH_FORMS = (
    *("/admin/", "/konto/"),
    *("/vi-goer-det-ogsaa/", "/er-det-jeres-case/", "/foreslaa-en-case/", "/meld-en-fejl/"),
)
# What browsers offer that no page here uses, so that no script on one can either.
UNUSED_FEATURES = (
    "accelerometer autoplay bluetooth browsing-topics camera display-capture encrypted-media fullscreen geolocation "
    "gyroscope hid idle-detection local-fonts magnetometer microphone midi payment picture-in-picture "
    "publickey-credentials-get screen-wake-lock serial storage-access usb web-share xr-spatial-tracking"
)
SECURITY_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES.split()),
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Signing in ------------------------------------------------------------------------------------------------------
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_LOGOUT_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "casekatalog.accounts.adapters.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "casekatalog.accounts.forms.LoginForm",
    "reauthenticate": "casekatalog.accounts.forms.ReauthenticateForm",
    "change_password": "casekatalog.accounts.forms.ChangePasswordForm",
    "reset_password": "casekatalog.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "casekatalog.accounts.forms.ResetPasswordKeyForm",
}
# Wrong passwords and codes before a lock, and how long it lasts. `casekatalog/accounts/lockout.py` says what is locked.
LOCKOUT_AFTER, LOCKOUT_MINUTES = 5, 15
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": f"{LOCKOUT_AFTER}/{LOCKOUT_MINUTES}m/key",
    "transfer": "30/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "casekatalog.accounts.passwords.ContextWordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60

# Editors with a password set up two-factor before they edit. Off only for a trial on one's own machine.
TWO_FACTOR = env.bool("TWO_FACTOR", True)
MFA_ADAPTER = "casekatalog.accounts.adapters.MFAAdapter"
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "casekatalog.accounts.forms.AuthenticateForm",
    "reauthenticate": "casekatalog.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "casekatalog.accounts.forms.ActivateTOTPForm",
}

# An hour without activity, eight hours in all, or the browser closed: whatever comes first.
SESSION_ENGINE = "casekatalog.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60
SESSION_LONGEST = timedelta(hours=8)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
# Browsers refuse a cookie of this name that another host, or plain HTTP, tries to set.
_HOST = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST}sessionid", f"{_HOST}csrftoken"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# A municipality's own sign-in: all four, or none.
OIDC_NAME = env.str("OIDC_NAME", "")
OIDC_ISSUER = env.str("OIDC_ISSUER", "")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
# The claim that says who edits, and the values that make an editor and a publisher.
OIDC_EDITOR_CLAIM = env.str("OIDC_EDITOR_CLAIM", "")
OIDC_EDITOR_VALUE = env.str("OIDC_EDITOR_VALUE", "")
OIDC_PUBLISHER_VALUE = env.str("OIDC_PUBLISHER_VALUE", "")
SOCIALACCOUNT_ADAPTER = "casekatalog.accounts.oidc.SocialAccountAdapter"
_PROVIDER = ("OIDC_NAME", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
_require_whole(*_PROVIDER, wanted_by=OIDC_EDITOR_CLAIM or OIDC_EDITOR_VALUE or OIDC_PUBLISHER_VALUE)
_require_whole("OIDC_EDITOR_CLAIM", "OIDC_EDITOR_VALUE", wanted_by=OIDC_PUBLISHER_VALUE)
if OIDC_ISSUER and HTTPS and not OIDC_ISSUER.startswith("https://"):
    raise ImproperlyConfigured("OIDC_ISSUER must begin with https://")

# Mail is sent to editors who have forgotten a password, and to municipalities that contribute. Without it the first are
# told whom to ask, and the second are offered nothing.
_mail = env.dj_email_url("EMAIL_URL", "")
SENDS_MAIL = "EMAIL_BACKEND" in _mail
if SENDS_MAIL:
    globals().update(_mail)
    DEFAULT_FROM_EMAIL = _mail.get("DEFAULT_FROM_EMAIL") or OWNER_EMAIL
    if not DEFAULT_FROM_EMAIL:
        raise ImproperlyConfigured("Half configured. Set also: OWNER_EMAIL")
EMAIL_TIMEOUT = _mail.get("EMAIL_TIMEOUT") or 10
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

# --- Municipalities contribute ---------------------------------------------------------------------------------------
# What each form says about the personal data it takes: all of it, or no form.
CONTROLLER = env.str("CONTROLLER", "")
CONTROLLER_PURPOSE = env.str("CONTROLLER_PURPOSE", "")
CONTROLLER_LEGAL_BASIS = env.str("CONTROLLER_LEGAL_BASIS", "")
CONTROLLER_DELETION = env.str("CONTROLLER_DELETION", "")
CONTROLLER_ACCESS = env.str("CONTROLLER_ACCESS", "")
# The site's address in mails, without a slash at its end.
SITE_URL = env.str("SITE_URL", "").rstrip("/")
_TOLD = ("CONTROLLER", "CONTROLLER_PURPOSE", "CONTROLLER_LEGAL_BASIS", "CONTROLLER_DELETION", "CONTROLLER_ACCESS")
_require_whole(*_TOLD, wanted_by=CONTROLLER)
if CONTROLLER:
    _require_whole("SITE_URL", wanted_by=CONTROLLER)
TAKES_CONTRIBUTIONS = bool(SENDS_MAIL and CONTROLLER)

# Lines for a machine where a machine reads them, plain text at home.
LOG_FORMAT = env.str("LOG_FORMAT", "json" if HTTPS else "text", validate=validate.OneOf(FORMATS))
LOGGING = logging_config(LOG_FORMAT, env.log_level("LOG_LEVEL", logging.INFO))
