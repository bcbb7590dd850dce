"""The settings tests run with: the real ones, with keys that protect nothing and without what costs time.

DATABASE_URL decides the database, as in operation. A developer's var/local.env plays no part: what is set
here is set in the environment, which wins.
"""

import base64
import os

os.environ.update(
    ARCHIVE_DEBUG="off",
    ARCHIVE_HTTPS="off",
    ARCHIVE_SECRET_KEY="tests-only-" * 5,
    ARCHIVE_SEAL_KEY=base64.urlsafe_b64encode(b"seal key that protects nothing..").decode(),
    ARCHIVE_LEDGER_KEY=base64.urlsafe_b64encode(b"ledger key that proves nothing..").decode(),
    ARCHIVE_ALLOWED_HOSTS="testserver,localhost,127.0.0.1,[::1]",
    ARCHIVE_STAFF_SECOND_FACTOR="off",  # the tests of second factors switch it on
    ARCHIVE_DATABASE_POOL_SIZE="0",  # a pool's idle connections would keep a test database from being dropped
)
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
for name in (
    "ARCHIVE_SECOND_PERSON",
    "ARCHIVE_NAME",
    "ARCHIVE_CONTACT_EMAIL",
    "ARCHIVE_TIME_ZONE",
    "ARCHIVE_BASE_URL",
    "ARCHIVE_CSRF_TRUSTED_ORIGINS",
    "ARCHIVE_SEAL_KEY_OLD",
):
    os.environ[name] = ""  # empty counts as not set
for name in (
    "ARCHIVE_SECRET_KEY_FILE",
    "ARCHIVE_SEAL_KEY_FILE",
    "ARCHIVE_LEDGER_KEY_FILE",
    "ARCHIVE_SEAL_KEY_OLD_FILE",
):
    os.environ[name] = ""

from config.settings import *  # noqa: E402, F403
from config.settings import STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # static files come from where they are written, with nothing collected
WHITENOISE_USE_FINDERS = True
