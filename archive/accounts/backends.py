"""The one way in by password. It costs one hash, whether the account exists or not."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from django.contrib.auth.models import User
from django.http import HttpRequest


class OneHashBackend(AuthenticationBackend):
    """E-mail address or user name, with a password.

    allauth's own backend looks a login with an @ up as an address, as a user name and as an address again, and hashes
    the password for each account it finds: twice for a known address and once for an unknown one, which a clock can
    tell apart. Here one account is chosen first, and one hash is made in every case.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        login, password = credentials.get("email") or credentials.get("username"), credentials.get("password")
        if not login or not password:
            return None
        return self._check_password(account_of(login), password)


def account_of(login: str) -> User | None:
    """The account that an address (a confirmed one before others) or else a user name belongs to."""
    by_address = filter_users_by_email(login, prefer_verified=True, for_login=True) if "@" in login else []
    return by_address[0] if by_address else get_user_by_username(login)
