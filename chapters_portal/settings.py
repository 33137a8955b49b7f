"""Every setting of the portal. Values come from the environment.

With DEBUG=1 each value has one for development; without it a missing or weak value stops the start
and says its name in one line. README.md lists the variables.
"""

import sys
from contextlib import suppress
from pathlib import Path

import dj_email_url
from csp.constants import NONCE, NONE, SELF
from environs import Env, EnvValidationError, ValidationError, validate

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)

DEBUG = env.bool("DEBUG", default=False)


def development(value):
    """The default of a variable that production must name: `value` with DEBUG, none without."""
    return {"default": value} if DEBUG else {}


@env.parser_for("mail_server")
def mail_server(value):
    """An address of dj-email-url, which would take smtp+tls:// without a word, and drop the TLS."""
    with suppress(ValueError):  # a port that is no number
        server = dj_email_url.parse(value)
        if "EMAIL_BACKEND" in server:
            return server
    raise ValidationError("It looks like submission://user:password@host (has TLS) or console:")


def hard_to_guess(key):
    """What Django's own check of a deployment asks of a key."""
    if not DEBUG and (len(key) < 50 or len(set(key)) < 5):
        raise ValidationError("It has to be random, of 50 signs at least: README.md has a command")


@env.parser_for("hosts")
def hosts(value):
    named = [host.strip() for host in value.split(",") if host.strip()]
    if not DEBUG and (not named or "*" in named):
        raise ValidationError("It has to name the hosts, with commas between")
    return named


@env.parser_for("dsn")
def dsn(value):
    if value:
        from sentry_sdk.utils import BadDsn, Dsn

        try:
            Dsn(value)
        except BadDsn:
            raise ValidationError("It looks like https://key@host/1") from None
    return value


VAR_DIR = env.path("VAR_DIR", default=BASE_DIR / "var")
SECRET_KEY = env.str("SECRET_KEY", **development("only for development"), validate=hard_to_guess)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", **development("*"))
DATABASE = env.dj_db_url(
    "DATABASE_URL", **development(f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"), ssl_require=False
)
CACHE = env.dj_cache_url("CACHE_URL") if env.str("CACHE_URL", default="") else None
# Which server takes our mail, and the office's mailbox that gets and sends it.
MAIL_SERVER = env.mail_server("EMAIL_URL", **development("console:"))
OFFICE_EMAIL = env.str(
    "OFFICE_EMAIL", **development("office@example.org"), validate=validate.Email()
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=OFFICE_EMAIL, validate=validate.Email())
# Plain HTTP is for this computer only (`make run`); anywhere else the portal insists on HTTPS.
PLAIN_HTTP = env.bool("PLAIN_HTTP", default=DEBUG)
# How many proxies of the office stand between the visitor and gunicorn and set X-Forwarded-Proto.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# How many pages a second one network may have made: operations/floods.py. 0 is no limit.
PAGES_PER_SECOND = env.int("PAGES_PER_SECOND", default=5, validate=validate.Range(min=0))
# Whether staff reach the desk only with a passkey or codes beside the password.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not PLAIN_HTTP)
# Former keys: what they encrypted or signed stays good.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# What encrypts backups on request: manage.py backup --encrypt.
BACKUP_KEY = env.str("BACKUP_KEY", default="")
# Keys for the records of bills: https://openstates.org/accounts/profile/, https://api.congress.gov.
OPENSTATES_API_KEY = env.str("OPENSTATES_API_KEY", default="")
CONGRESS_API_KEY = env.str("CONGRESS_API_KEY", default="")
# Who is told of errors, where somebody is: operations/reports.py.
SENTRY_DSN = env.dsn("SENTRY_DSN", default="")

try:
    env.seal()
except EnvValidationError as error:
    problems = [f"{name}: {' '.join(what)}" for name, what in error.error_messages.items()]
    sys.exit(f"The portal cannot start with these settings. {'; '.join(problems)}")

if DEBUG:
    VAR_DIR.mkdir(parents=True, exist_ok=True)

# -- The house and its rooms

INSTALLED_APPS = [
    "chapters_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_prose_editor",
    "js_asset",
    "phonenumber_field",
    "chapters_portal.apps.PortalConfig",
    "post_office",  # after ours, whose send_queued_mail takes the place of its own
    "directory",
    "advocacy",
    "answers",
    "events",
]

MIDDLEWARE = [
    "chapters_portal.operations.outside.name_policies",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "chapters_portal.operations.outside.refuse_unused_methods",
    "chapters_portal.operations.outages.refuse",
    "chapters_portal.operations.floods.limit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chapters_portal.operations.outside.refuse_large",
    "chapters_portal.history.versions.who_edits",
    "chapters_portal.pages.facts.fill_marks",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "chapters_portal.sign_in.middleware.SignInMiddleware",
    "chapters_portal.pages.redirects.lead_on",
]

ROOT_URLCONF = "chapters_portal.urls"
WSGI_APPLICATION = "chapters_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "chapters_portal.pages.template_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chapters_portal.pages.context.portal",
                "chapters_portal.desk.context.desk",
            ],
            "builtins": ["chapters_portal.templatetags.portal"],
        },
    }
]

# An address that staff type without its scheme is taken to be https.
FORMS_URLFIELD_ASSUME_HTTPS = True
FORM_RENDERER = "chapters_portal.content.forms.PortalRenderer"

# -- Where rows, pages and files are kept

if DATABASE and DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 15,  # seconds; a sheet of 1,000 terms writes for five
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;"
        ),
    }
    DATABASE["CONN_MAX_AGE"] = None
elif DATABASE:
    # Seconds, where nothing says else. What a paused server does: operations/outages.py.
    DATABASE["CONN_HEALTH_CHECKS"] = True
    DATABASE.setdefault("OPTIONS", {}).update(
        connect_timeout=2,
        tcp_user_timeout=5_000,  # milliseconds
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        # A thread of gunicorn each; who comes after an outage makes a connection at once.
        pool={"min_size": 0, "max_size": 4, "timeout": 1, "reconnect_timeout": 1},
    )
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FILES_OF_THIS_MACHINE = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": str(VAR_DIR / "cache"),
}
if CACHE and "redis" in CACHE["BACKEND"].lower():
    CACHE.setdefault("OPTIONS", {}).update(socket_connect_timeout=1, socket_timeout=1)  # seconds
CACHES = {
    # django-allauth keeps its limits and used codes in the default one, so that is a table.
    "default": {"BACKEND": "chapters_portal.operations.marks.Marks"},
    # What may be lost at any time: the content version, for all processes that keep pages.
    "pages": CACHE or FILES_OF_THIS_MACHINE,
    # The last good pages, for while the database does not answer.
    "copies": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(VAR_DIR / "pages"),
        "TIMEOUT": 60 * 60 * 24,
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
}

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# What staff upload. Its limits stand in content/uploads.py.
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Versions are found by their row and number, never by date.
SIMPLE_HISTORY_DATE_INDEX = False

# -- Mail: rows in the outbox first, sent by `manage.py send_mail`

EMAIL_BACKEND = "chapters_portal.operations.outbox.Outbox"
EMAIL_HOST = MAIL_SERVER["EMAIL_HOST"]
EMAIL_PORT = MAIL_SERVER["EMAIL_PORT"]
EMAIL_HOST_USER = MAIL_SERVER["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = MAIL_SERVER["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = MAIL_SERVER["EMAIL_USE_TLS"]
EMAIL_USE_SSL = MAIL_SERVER["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = MAIL_SERVER["EMAIL_TIMEOUT"] or 30
POST_OFFICE = {"BACKENDS": {"default": MAIL_SERVER["EMAIL_BACKEND"]}}

# -- What the browser may do

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The nonce is only in answers that ask for it: forms of the admin with a text editor.
        "script-src": [SELF, NONCE],
        # The one style element that the text editor (django-prose-editor 0.28) adds.
        "style-src": [SELF, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SESSION_COOKIE_SECURE = not PLAIN_HTTP
CSRF_COOKIE_SECURE = not PLAIN_HTTP
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "chapters_portal.operations.refusals.out_of_date"
# Of the desk. Who is no staff sends a hundredth of it: operations/outside.py.
DATA_UPLOAD_MAX_MEMORY_SIZE = 25_000_000  # bytes, with a document of 20 MB
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
if not PLAIN_HTTP:  # names that no other host of the domain can set
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# -- How staff sign in: chapters_portal/sign_in

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
SESSION_COOKIE_AGE = 60 * 60 * 4  # of idleness
LONGEST_SESSION = 60 * 60 * 12
PASSWORD_RESET_TIMEOUT = 60 * 60 * 4
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Limits count by the visitor's address. A proxy of ours appends it to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
ACCOUNT_ADAPTER = "chapters_portal.sign_in.adapters.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# The address of an account is what an administrator enters, and there is only that one.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 (no password)
ACCOUNT_FORMS = {"reset_password": "chapters_portal.sign_in.forms.ResetPasswordForm"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# Letters have limits of ours, whose refusal keeps what was typed: operations/limits.py.
ACCOUNT_RATE_LIMITS = {"reset_password": None}
MFA_ADAPTER = "chapters_portal.sign_in.adapters.MFAAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "add_webauthn": "chapters_portal.sign_in.forms.AddPasskeyForm",
    "edit_webauthn": "chapters_portal.sign_in.forms.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Chapters Portal"
# A used code is remembered for 30 seconds, so it must not be good for longer.
MFA_TOTP_TOLERANCE = 0
MFA_WEBAUTHN_USER_VERIFICATION = "required"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]

# -- How dates, numbers and telephone numbers are written

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/Chicago"
USE_I18N = True
USE_TZ = True

PHONENUMBER_DEFAULT_REGION = "US"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"
# E164, the library's own default, would drop extensions without a word.
PHONENUMBER_DB_FORMAT = "RFC3966"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "without_secrets": {
            "()": "django.utils.log.CallbackFilter",
            "callback": "ext://chapters_portal.operations.logs.without_secrets",
        }
    },
    "formatters": {"json": {"()": "chapters_portal.operations.logs.Lines"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["without_secrets"],
            # For machines, except where a developer looks on.
            **({} if PLAIN_HTTP else {"formatter": "json"}),
        },
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"chapters_portal.sign_in": {"level": "INFO"}},
}
