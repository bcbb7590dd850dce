"""People with accounts, and what a browser does for them: log in, read mail, show a code."""

import re
import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from tests import cast

PASSWORD = "a long enough password"  # what tests/cast.py gives everyone
NEW_PASSWORD = "another long enough one"


def confirmed(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def reader(name: str = "aysel") -> User:
    return confirmed(cast.user(name))


def curator(name: str = "leyla") -> User:
    return confirmed(cast.user(name, "publisher", is_staff=True))


def log_in(client: Client, user: User, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": user.email, "password": password} | more)


def is_it_you(client: Client) -> None:
    """Enters the password once more, as pages ask for that change how an account is opened."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def link_in_mail(path: str) -> str:
    """The address below ``path`` in the newest mail, without scheme and host."""
    return re.search(rf"https?://[^/\s]+({path}\S+)", mail.outbox[-1].body)[1]


def app_for(user: User) -> str:
    """Gives the user an authenticator app; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def without_token(body: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", body)
