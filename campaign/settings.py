"""The one settings file: read from the environment, safe for production by default.

`.env.example` lists every variable. A missing or unsafe one stops the start with a sentence.
`make run` and `make test` set them all for a machine on which nothing is configured.
"""

import datetime
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from campaign.lib.environment import (
    age_public_keys,
    count,
    day,
    env,
    field_keys,
    is_loopback,
    origin,
    required,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# What every installation has to set

SECRET_KEY = required("SECRET_KEY", "a long random text that signs sessions")
SITE_URL = origin("SITE_URL", "the public address that links in emails and files start with")
ALLOWED_HOSTS = [
    host.strip()
    for host in required("ALLOWED_HOSTS", "the host names served, comma-separated").split(",")
]
FIELD_KEYS = field_keys("FIELD_KEYS")
DEBUG = env.bool("DEBUG", default=False)
VAR_DIR = Path(env.str("VAR", default=str(BASE_DIR / "var"))).resolve()
IS_HTTPS = SITE_URL.startswith("https://")

public_hosts = [host for host in ALLOWED_HOSTS if not is_loopback(host)]
if any("*" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS has a `*`; name each host that this site serves.")
if DEBUG and public_hosts:
    raise ImproperlyConfigured(
        f"DEBUG shows the code and settings to visitors, and {public_hosts[0]} is public; unset it."
    )
if public_hosts and not IS_HTTPS:
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL}, and {public_hosts[0]} is public; serve it over https."
    )

# Application

INSTALLED_APPS = [
    "campaign.accounts.apps.AccountsConfig",
    "campaign.content.apps.ContentConfig",
    "pledges.apps.PledgesConfig",
    "candidates.apps.CandidatesConfig",
    "campaign.lib.audit.apps.AuditConfig",
    "campaign.lib.backups.apps.BackupsConfig",
    "campaign.lib.cache.apps.CacheConfig",
    "campaign.lib.limits.apps.LimitsConfig",
    "campaign.lib.outbox.apps.OutboxConfig",
    "campaign.lib.postgresql.apps.DatabaseConfig",
    "campaign.accounts.apps.OrganizersAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",
    "axes",
    "csp",
    "django_otp_webauthn",
    "pgtrigger",
    "procrastinate.contrib.django",
    "simple_history",
]

MIDDLEWARE = [
    # These two first, so that static files carry what they add.
    "campaign.lib.response_headers.PolicyMiddleware",
    "campaign.lib.response_headers.ResponseHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "campaign.lib.malformed_requests.MalformedRequestMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "campaign.content.kept_forms.LastingSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "campaign.accounts.sessions.SessionLimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "campaign.lib.database_outage.DatabaseOutageMiddleware",
    "campaign.lib.busy.BusyMiddleware",
    "campaign.lib.admin.constraint_messages.RefusalMiddleware",
    "campaign.content.kept_forms.KeptFormMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it replaces the answer to a login that has to wait
]

# Organizers' forms refuse a text over 2.5 MB at its field and keep it. A form contains each text
# twice: as it was opened, and as it is now.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 2**20

ROOT_URLCONF = "campaign.urls"
WSGI_APPLICATION = "campaign.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "campaign.lib.template_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"sharing": "campaign.templatetags.sharing"},
        },
    }
]

# Database: PostgreSQL, one connection per thread, checked before use. campaign/lib/database_wait.py
# says how long anything waits for it.

DATABASES = {
    "default": {
        **env.db_url_config(required("DATABASE_URL", "the PostgreSQL database to use")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("Set DATABASE_URL to a PostgreSQL database (postgresql://…).")
DATABASES["default"]["ENGINE"] = "campaign.lib.postgresql"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time: stored in UTC, shown in Eastern time

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/New_York"
FORMAT_MODULE_PATH = ["campaign.formats"]
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("guide", BASE_DIR / "docs" / "pictures")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "campaign.lib.static_files.HashedStaticFilesStorage"},
}
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"

# Backups: the public keys that encrypt them, and models whose short-lived rows they leave out.
# UNLOGGED tables are always left out.

BACKUP_PUBLIC_KEYS = age_public_keys("BACKUP_PUBLIC_KEYS")
BACKUP_LEAVES_OUT = [
    "axes.AccessAttempt",
    "axes.AccessAttemptExpiration",
    "campaign.KeptForm",
    "sessions.Session",
]

# The record: nobody verifies an answer they recorded, unless the team is one person

TWO_PERSON_RULE = env.bool("TWO_PERSON_RULE", default=True)
# How long a campaign has to reply before we publish that it refused
NOTICE_WORKING_DAYS = env.int("NOTICE_WORKING_DAYS", default=5)
# Organizers can have the site open a page of a campaign's website or look up its DNS. Whether
# outgoing connections are open is a fact about the machine, so the person who runs it says so.
OUTSIDE_LOOKUPS = env.bool("OUTSIDE_LOOKUPS", default=False)
# A larger batch of paper signatures counts only once a second person releases it. A few sheets
# have fewer, and one extra digit makes more.
PAPER_BATCH_LIMIT = env.int("PAPER_BATCH_LIMIT", default=500)

# Jobs: plumbing here, the apps' own in their `tasks` modules

PROCRASTINATE_IMPORT_PATHS = ["campaign.lib.jobs"]
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 4,
    "shutdown_graceful_timeout": 8,
    "update_heartbeat_interval": 3,
    "stalled_worker_timeout": 10,
}

# Mail

mail = env.email_url_config(
    env.str("EMAIL_URL", default="").strip() or f"filemail:///{VAR_DIR / 'mail'}"
)
is_written_to_disk = mail["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend"
if is_written_to_disk:
    mail["EMAIL_BACKEND"] = "campaign.lib.email_files.EmailBackend"
vars().update(mail)
EMAIL_FILE_PATH: str = mail["EMAIL_FILE_PATH"]
# How long the mail server may take for each reply.
EMAIL_TIMEOUT = count("EMAIL_TIMEOUT", default=20)
EMAIL_REPLY_CONNECTIONS = count("EMAIL_REPLY_CONNECTIONS", default=8)
EMAIL_BULK_CONNECTIONS = count("EMAIL_BULK_CONNECTIONS", default=4)
if not (EMAIL_TIMEOUT and EMAIL_REPLY_CONNECTIONS and EMAIL_BULK_CONNECTIONS):
    raise ImproperlyConfigured(
        "EMAIL_TIMEOUT, EMAIL_REPLY_CONNECTIONS and EMAIL_BULK_CONNECTIONS must be 1 or more."
    )
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="").strip() or "campaign@localhost"
# Whether this is a trial on someone's own machine. Only `make run` sets this. /dev/mail/ then shows
# emails on disk to everyone, and organizers can skip the second factor.
TRIAL_MAIL = env.bool("TRIAL_MAIL", default=False) and is_written_to_disk
if TRIAL_MAIL and public_hosts:
    raise ImproperlyConfigured(
        f"TRIAL_MAIL shows everybody's mail to visitors, and {public_hosts[0]} is public; unset it."
    )

# Security

PASSWORD_HASHERS = ["campaign.lib.passwords.BoundedArgon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["campaign.lib.logins.LimitedModelBackend"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 60 * 60
# The second factor (campaign/accounts/second_factor/). Without this, a passkey alone could log in
# and get around every limit on tries.
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
OTP_WEBAUTHN_HELPER_CLASS = "campaign.accounts.second_factor.passkeys.SiteHelper"
# Login attempts (campaign/lib/logins.py says what counts). axes would lock an address forever.
AXES_HANDLER = "campaign.lib.logins.LoginHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "campaign.lib.logins.name_counted"
AXES_CLIENT_IP_CALLABLE = "campaign.lib.logins.address_counted"
AXES_LOCKOUT_CALLABLE = "campaign.lib.logins.wait_page"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = datetime.timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}", "OPTIONS": options}
    for validator, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF, "data:"],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Browsers refuse cookies with this prefix from a subdomain or over plain HTTP.
HOST_ONLY = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{HOST_ONLY}sessionid", f"{HOST_ONLY}csrftoken"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Seconds without a click. campaign/accounts/sessions.py ends sessions after 12 hours in any case.
SESSION_COOKIE_AGE = 60 * 60
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "campaign.views.errors.form_refused"
# How many proxies between visitors and this process add to X-Forwarded-For.
TRUSTED_PROXIES = count("TRUSTED_PROXIES", default=0)
# The last day of /.well-known/security.txt (RFC 9116). Without it, there's no such file.
SECURITY_TXT_EXPIRES_ON = day("SECURITY_TXT_EXPIRES_ON")
SILENCED_SYSTEM_CHECKS = [
    # HSTS for subdomains and preloading affect other hosts, so the operator decides.
    "security.W005",
    "security.W021",
    # The name and address that passkeys belong to come from SITE_URL (SiteHelper).
    "otp_webauthn.E010",
    "otp_webauthn.E011",
    "otp_webauthn.E030",
]

# Logs: one line per event, on standard error; no request bodies, IP addresses or emailed links

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "campaign.lib.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {"once": {"()": "campaign.lib.logs.OneLinePerRequest"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["once"]}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "procrastinate": {"level": "WARNING"},  # it logs every job, every ten seconds
        "axes": {"level": "ERROR"},  # campaign.lib.logins says what of it may be written down
    },
}
