"""All settings. What an operator decides comes from the environment (docs/operators.md lists every variable);
on a single computer the file var/local.env may hold the same variables, and the environment wins over it."""

import os
from pathlib import Path
from urllib.parse import quote

import environ
from django.utils.translation import gettext_lazy as _

from config.environment import (
    env_bool,
    env_choices,
    env_database_url,
    env_email,
    env_email_url,
    env_header,
    env_int,
    env_key,
    env_keys,
    env_list,
    env_origin,
    env_origins,
    env_path,
    env_secret,
    env_str,
    env_time_zone,
    env_url_path,
    fault,
)
from config.private_files import keep_private

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

given_outside = set(os.environ)
if (VAR_DIR / "local.env").is_file():
    environ.Env.read_env(VAR_DIR / "local.env", overwrite=False)

# --- the archive ----------------------------------------------------------------------------------------
DEBUG = env_bool("ARCHIVE_DEBUG", False)
SECRET_KEY = env_secret("ARCHIVE_SECRET_KEY", minimum_length=50)
SECRET_KEY_FALLBACKS: list[str] = []
ARCHIVE_SEAL_KEY = env_key("ARCHIVE_SEAL_KEY")  # 32 bytes: encrypts what must not be read
ARCHIVE_SEAL_KEY_OLD = env_keys("ARCHIVE_SEAL_KEY_OLD")  # earlier ones: they open what was sealed with them
ARCHIVE_LEDGER_KEY = env_key("ARCHIVE_LEDGER_KEY")  # 32 bytes: keys the chain of ledger entries
ARCHIVE_LEDGER_HEAD_FILE = env_path("ARCHIVE_LEDGER_HEAD_FILE", VAR_DIR / "ledger-head.json", base=BASE_DIR)
ARCHIVE_SECOND_PERSON = env_choices("ARCHIVE_SECOND_PERSON", ["publish", "unseal", "erase"])
ARCHIVE_NAME = env_str("ARCHIVE_NAME", "Testimony Archive")
ARCHIVE_CONTACT_EMAIL = env_email("ARCHIVE_CONTACT_EMAIL", "")
ARCHIVE_OPEN_REQUESTS = env_int("ARCHIVE_OPEN_REQUESTS", 20, minimum=1)  # at most, for each researcher
ARCHIVE_REQUEST_RETENTION_DAYS = env_int("ARCHIVE_REQUEST_RETENTION_DAYS", 365 * 2, minimum=1)
ARCHIVE_PREVIEW_DAYS = env_int("ARCHIVE_PREVIEW_DAYS", 14, minimum=1, maximum=365)  # the longest life of a link
ARCHIVE_PREVIEW_RATE_LIMITS = {"wrong_preview": "10/m/ip,100/h/ip"}

# --- hosts and HTTPS ------------------------------------------------------------------------------------
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env_list("ARCHIVE_ALLOWED_HOSTS", LOOPBACK if DEBUG else [])
ARCHIVE_BASE_URL = env_origin("ARCHIVE_BASE_URL", "")  # what addresses in citations and mails begin with
CSRF_TRUSTED_ORIGINS = env_origins("ARCHIVE_CSRF_TRUSTED_ORIGINS", [])

HTTPS = env_bool("ARCHIVE_HTTPS", not DEBUG)
SECURE_SSL_REDIRECT = env_bool("ARCHIVE_SECURE_SSL_REDIRECT", HTTPS)
SECURE_HSTS_SECONDS = env_int("ARCHIVE_HSTS_SECONDS", 365 * 24 * 3600 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env_bool("ARCHIVE_HSTS_INCLUDE_SUBDOMAINS", SECURE_HSTS_SECONDS > 0)
SECURE_HSTS_PRELOAD = env_bool("ARCHIVE_HSTS_PRELOAD", SECURE_HSTS_SECONDS > 0)
SECURE_PROXY_SSL_HEADER = env_header("ARCHIVE_PROXY_SSL_HEADER")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_NAME = "archive_session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # a working day
CSRF_COOKIE_NAME = "archive_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- applications ---------------------------------------------------------------------------------------
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "config.admin_site.ArchiveAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "archive.apps.ArchiveConfig",
]

MIDDLEWARE = [
    "archive.lib.room.with_room",
    "archive.middleware.ContentSecurityPolicyMiddleware",
    "archive.middleware.PortMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "archive.middleware.SharedCacheMiddleware",
    "archive.middleware.OddRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "archive.middleware.ViewerMiddleware",
    "archive.middleware.MachineUseMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "archive.accounts.middleware.SecondFactorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "archive.context_processors.archive",
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------------------------
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # readers never wait for the one who writes
    "PRAGMA synchronous=NORMAL",  # safe with WAL: a power cut may lose the last commit, never the file
    "PRAGMA cache_size=-20000",  # 20 MB a connection
    "PRAGMA mmap_size=134217728",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA secure_delete=ON",  # words taken out of a row are overwritten, not left in free pages
)  # foreign keys are switched on by Django itself
DEFAULT_DATABASE_URL = f"sqlite:///{quote(str(VAR_DIR / 'archive.sqlite3'))}"

database = env_database_url("DATABASE_URL", DEFAULT_DATABASE_URL, base=BASE_DIR)
DATABASE_POOL_SIZE = env_int("ARCHIVE_DATABASE_POOL_SIZE", 8, maximum=1000)
options = database.setdefault("OPTIONS", {})
if database["ENGINE"].endswith("sqlite3"):
    if database["NAME"] == str(VAR_DIR / "archive.sqlite3"):
        keep_private(Path(database["NAME"]))
    options |= {
        "timeout": 20,  # seconds to wait for another writer
        "transaction_mode": "IMMEDIATE",  # a writer waits at the start, and is never refused half-way
        "init_command": ";".join(SQLITE_PRAGMAS),
    }
else:
    options.pop("pool", None)  # in a URL it would be a text; a number of connections is what counts
    if DATABASE_POOL_SIZE:
        options["pool"] = {"min_size": 1, "max_size": DATABASE_POOL_SIZE, "timeout": 10}
    database["CONN_MAX_AGE"] = 0
    database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# In the database, so that all workers on all machines count the same wrong passwords. It holds counters of log-ins and
# nothing of what readers read. The table comes with a migration.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "archive_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # the default of 300 would let a few strangers wash the counters away
    }
}

# --- files ----------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env_path("ARCHIVE_STATIC_ROOT", VAR_DIR / "static", base=BASE_DIR)
# No web server hands out media: no route answers MEDIA_URL, and views decide who may read which file.
MEDIA_URL = "media/"
MEDIA_ROOT = env_path("ARCHIVE_MEDIA_ROOT", VAR_DIR / "media", base=BASE_DIR)
ARCHIVE_ACCEL_REDIRECT = env_url_path("ARCHIVE_ACCEL_REDIRECT", "")  # nginx sends the files that views allow
MEGABYTE = 1024**2
ARCHIVE_UPLOAD_MAX_BYTES = {
    "audio": env_int("ARCHIVE_UPLOAD_MAX_AUDIO_MB", 4096, minimum=1) * MEGABYTE,
    "video": env_int("ARCHIVE_UPLOAD_MAX_VIDEO_MB", 16384, minimum=1) * MEGABYTE,
    "image": env_int("ARCHIVE_UPLOAD_MAX_IMAGE_MB", 200, minimum=1) * MEGABYTE,
    "document": env_int("ARCHIVE_UPLOAD_MAX_DOCUMENT_MB", 200, minimum=1) * MEGABYTE,
}
ARCHIVE_UPLOAD_MAX_PIXELS = env_int("ARCHIVE_UPLOAD_MAX_MEGAPIXELS", 120, minimum=1, maximum=4000) * 10**6
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for our static files
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024**2  # a long transcript pasted into a form; files do not count here
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a form with hundreds of passages
DATA_UPLOAD_MAX_NUMBER_FILES = 100

# --- people and passwords -------------------------------------------------------------------------------
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "archive:home"  # the adapter sends staff to the workbench
LOGOUT_REDIRECT_URL = "archive:home"
AUTHENTICATION_BACKENDS = ["archive.accounts.backends.OneHashBackend"]
ARCHIVE_STAFF_SECOND_FACTOR = env_bool("ARCHIVE_STAFF_SECOND_FACTOR", not DEBUG)

ACCOUNT_ADAPTER = "archive.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True  # one address at a time; the old one stays until the new one is confirmed
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{ARCHIVE_NAME}] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True  # with Django's session hash: everywhere, here too
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # a session lasts SESSION_COOKIE_AGE
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,100/h/ip,5/5m/key",
    "signup": "10/m/ip,60/h/ip",
    "reset_password": "10/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "1/3m/key",
}
ACCOUNT_FORMS = {
    "login": "archive.forms.accounts.LoginForm",
    "signup": "archive.forms.accounts.SignupForm",
    "reset_password": "archive.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "archive.forms.accounts.ResetPasswordKeyForm",
    "change_password": "archive.forms.accounts.ChangePasswordForm",
    "set_password": "archive.forms.accounts.SetPasswordForm",
    "add_email": "archive.forms.accounts.NewAddressForm",
    "reauthenticate": "archive.forms.accounts.ReauthenticateForm",
}
MFA_ADAPTER = "archive.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow it on one's own computer only
MFA_TOTP_TOLERANCE = 1  # clocks half a minute apart
MFA_FORMS = {
    "authenticate": "archive.forms.accounts.CodeForm",
    "reauthenticate": "archive.forms.accounts.CodeAgainForm",
    "activate_totp": "archive.forms.accounts.SetUpAppForm",
    "add_webauthn": "archive.forms.accounts.AddKeyForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("ARCHIVE_TRUSTED_PROXIES", 0, maximum=10)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- e-mail ---------------------------------------------------------------------------------------------
# Without a server, mails are printed where the archive runs: enough to try it out, and nothing leaves the computer.
MAIL_SERVER = env_email_url("ARCHIVE_EMAIL_URL")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_SERVER else 'console'}.EmailBackend"
EMAIL_HOST = MAIL_SERVER.get("EMAIL_HOST", "localhost")
EMAIL_PORT = MAIL_SERVER.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = MAIL_SERVER.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = MAIL_SERVER.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = MAIL_SERVER.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = MAIL_SERVER.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10  # seconds; a page waits for it
DEFAULT_FROM_EMAIL = env_email("ARCHIVE_EMAIL_FROM", ARCHIVE_CONTACT_EMAIL or "archive@localhost")
if MAIL_SERVER and DEFAULT_FROM_EMAIL == "archive@localhost":
    raise fault(
        "ARCHIVE_EMAIL_FROM", "is not set, and mails need a sender", "Write ARCHIVE_EMAIL_FROM=archive@example.org"
    )

# Messages name records, so they travel in the reader's own cookie and are never stored with the sessions.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- language and time ----------------------------------------------------------------------------------
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
USE_TZ = True
TIME_ZONE = env_time_zone("ARCHIVE_TIME_ZONE", "UTC")

# --- logs -----------------------------------------------------------------------------------------------
# To standard error, where systemd, Docker or a terminal picks it up; nothing is mailed. What we log names
# records by their public ids, never persons, addresses or the words of a testimony.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"without_tokens": {"()": "archive.lib.log_filter.WithoutTokens"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_tokens"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "archive": {"level": "INFO"},
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},  # make run: every address
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# The keys of local.env leave the environment once they are read: the development server copies it into every request,
# and the page for an error shows that.
for key in ("ARCHIVE_SECRET_KEY", "ARCHIVE_SEAL_KEY", "ARCHIVE_SEAL_KEY_OLD", "ARCHIVE_LEDGER_KEY"):
    if key not in given_outside:
        os.environ.pop(key, None)
