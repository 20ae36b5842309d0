"""How is the desk set up? By the environment, safe where it says nothing; docs/operating.md tells names."""

import os
import tomllib
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF


def _is_on(name: str, default: str) -> bool:
    return os.environ.get(name, default).lower() in {"1", "yes", "true", "on"}


def database_of(url: str) -> dict[str, object]:
    """Django's words for a `postgresql://` URL; parameters such as `host` or `sslmode` follow its `?`."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(parts.port or "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **options},
    }


def files_storage(url: str) -> dict[str, object]:
    """Django's words for the storage of files: a folder, or the bucket of an address."""
    if not url:
        return {"BACKEND": "bandolo.desk.outside.folder_storage.FolderStorage"}
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    options = {
        "bucket_name": parts.path.strip("/"),
        "endpoint_url": f"{parts.scheme}://{parts.hostname}{port}",
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "addressing_style": "path",
        "region_name": dict(parse_qsl(parts.query)).get("region", "us-east-1"),
        "default_acl": None,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def _static_of(package: str) -> Path:
    """The static files of an installed package of which nothing else is used."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(package)
    return Path(found.origin).parent / "static"


def _issuers(path: str) -> list[str]:
    """The origins of the identity providers that a file lists."""
    tables = tomllib.loads(Path(path).read_text(encoding="utf-8")).get("provider", []) if path else []
    parts = [urlsplit(table["issuer"]) for table in tables]
    return [f"{one.scheme}://{one.netloc}" for one in parts]


HOME = Path(os.environ.get("BANDOLO_HOME", ".bandolo")).absolute()
FILES = Path(os.environ.get("BANDOLO_FILES", str(HOME / "files")))
# An object store (S3) in place of the folder: `https://key:secret@host:port/bucket`; and the keys, by commas,
# under which files are sealed at rest: the first seals, each opens.
FILES_S3 = os.environ.get("BANDOLO_FILES_S3", "")
FILES_KEYS = [one for one in os.environ.get("BANDOLO_FILES_KEYS", "").split(",") if one]
# The virus scanner (ClamAV's daemon): the path of its socket, or `host:port`; files are not scanned without.
CLAMAV = os.environ.get("BANDOLO_CLAMAV", "")
# Where the trusted lists are kept (`bandolo trust`); without them no signature counts as verified.
TRUST = os.environ.get("BANDOLO_TRUST", "")
# How often the Italian list is fetched, in hours; 0 leaves it to people.
TRUST_HOURS = int(os.environ.get("BANDOLO_TRUST_HOURS", "24"))
IS_DEMO = _is_on("BANDOLO_DEMO", "no")
# Where the demo keeps the keys of the authority that certifies its people, and of its provider of mail.
DEMO_KEYS = os.environ.get("BANDOLO_DEMO_KEYS", "")
BODY = os.environ.get("BANDOLO_BODY", "Bandolo")
# The account from which the body pays (in the demo a made-up one), and its name as the bank has it.
PAYS_FROM = os.environ.get("BANDOLO_PAYS_FROM", "IT24D0542811101000000654321" if IS_DEMO else "")
PAYS_AS = os.environ.get("BANDOLO_PAYS_AS", BODY)
IS_HTTPS = _is_on("BANDOLO_HTTPS", "yes")
# The file that lists the identity providers, and the proxies whose word on a client is taken.
IDENTITY = os.environ.get("BANDOLO_IDENTITY", "")
PROXIES = [ip_network(one) for one in os.environ.get("BANDOLO_PROXIES", "").split(",") if one]

# Where the desk finds a node of the intake, where people do (the desk's own address where it says nothing),
# and the keys of tickets. Without a node only the owner of the tables can decide for a line: to stage a demo.
INTAKE = os.environ.get("BANDOLO_INTAKE", "")
INTAKE_PUBLIC = os.environ.get("BANDOLO_INTAKE_PUBLIC", "")
KEYS = Path(os.environ.get("BANDOLO_KEYS", str(HOME / "keys")))
# The ledger of `bandolo watch`, shown to all.
AVAILABILITY = Path(os.environ.get("BANDOLO_AVAILABILITY", str(HOME / "availability.txt")))

# Whether the proxies ask for the certificate of a CNS and hand it over.
CNS = _is_on("BANDOLO_CNS", "no")
EMAIL_HOST = os.environ.get("BANDOLO_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("BANDOLO_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("BANDOLO_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("BANDOLO_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _is_on("BANDOLO_SMTP_TLS", "yes")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("BANDOLO_MAIL_FROM", "bandolo@localhost")

# Certified mail (PEC): the body's own address, without which none is sent; the server that takes it and the
# mailbox that is read, by addresses as of DATABASE_URL; the providers by the SHA-256 of their certificates.
PEC_FROM = os.environ.get("BANDOLO_PEC_FROM", "")
PEC_SMTP = os.environ.get("BANDOLO_PEC_SMTP", "smtps://localhost")
PEC_MAILBOX = os.environ.get("BANDOLO_PEC_MAILBOX", "")
PEC_PROVIDERS = frozenset(
    one.lower() for one in os.environ.get("BANDOLO_PEC_PROVIDERS", "").split(",") if one
)
PEC_SECONDS = int(os.environ.get("BANDOLO_PEC_SECONDS", "120"))

# Without it Django refuses to start whatever signs something.
SECRET_KEY = os.environ.get("BANDOLO_SECRET_KEY", "")
SECRET_KEY_FALLBACKS = [old for old in os.environ.get("BANDOLO_OLD_SECRET_KEYS", "").split(",") if old]
DEBUG = False
ALLOWED_HOSTS = os.environ.get("BANDOLO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if IS_HTTPS and host != "*"]

DATABASES = {"default": database_of(os.environ.get("DATABASE_URL", "postgresql:///bandolo"))}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "bandolo.desk.apps.DeskConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bandolo.desk.web.gate.Gate",
]
ROOT_URLCONF = "bandolo.desk.urls"
WSGI_APPLICATION = "bandolo.desk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["bandolo.desk.templatetags.said"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.messages.context_processors.messages",
                "bandolo.desk.web.frame.frame",
            ],
        },
    }
]

AUTH_USER_MODEL = "desk.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LANGUAGE_CODE = "it"
LANGUAGES = [("it", "Italiano"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Rome"

STATIC_URL = "/static/"
STATICFILES_DIRS = [_static_of("bootstrap_italia_template")]
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": files_storage(FILES_S3),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# The largest page: a file of 50 MB with a form around it. The proxy's limit fits it.
LARGEST_REQUEST = 64 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SESSION_COOKIE_NAME = "bandolo_session"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE = 60 * int(os.environ.get("BANDOLO_IDLE_MINUTES", "30"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "bandolo.desk.web.errors.stale_form"
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _is_on("BANDOLO_PROXY", "no") else None
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        # The form of the logout leads on to the identity provider that opened the session.
        "form-action": [SELF, *_issuers(IDENTITY)],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W008"  # the proxy that ends TLS redirects to it
]
