"""What django-allauth asks its site: where to go next, how to name an account, whom to slow down."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string

from archive.lib.addresses import public_address, under_base

UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of researchers and staff."""

    error_messages = DefaultAccountAdapter.error_messages | dict.fromkeys(
        ("email_password_mismatch", "username_password_mismatch"),
        "The address or the password is not right. Try again, or choose a new password.",
    )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where a login leads that was not on the way to another page."""
        return reverse("admin:index" if request.user.is_staff else "archive:home")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Whether to answer in JSON: only a passkey's challenge is asked for by a script of ours."""
        return request.path == reverse("mfa_login_webauthn") and super().is_ajax(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """With every address in the mail under the archive's own."""
        written = {name: under_base(value) for name, value in context.items() if name.endswith("_url")}
        written["archive_address"] = public_address(self.request, "/")
        super().send_mail(template_prefix, email, context | written)

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """A user name that says nothing: one made from the address would carry a name into lists and logs."""
        user.username = user.username or f"reader-{get_random_string(12, UNMISTAKABLE)}"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What wrong passwords are counted under: the login *and* the address they come from.

        Counted by login alone, five wrong guesses from anywhere would keep its owner out from everywhere.
        """
        login = (credentials.get("email") or credentials.get("username") or "").lower()
        return f"{login}:{self.get_client_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt; too many are answered by 429, the same for a login that does not exist."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ImmediateHttpResponse(ratelimit.respond_429(request)) from None


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors. What an authenticator app and the recovery codes are made from is kept encrypted."""

    def get_totp_issuer(self) -> str:
        return settings.ARCHIVE_NAME

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return f"Key {Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()


def cipher() -> MultiFernet:
    """Encrypts with the secret key, and still reads what an earlier one (SECRET_KEY_FALLBACKS) encrypted."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = (hashlib.sha256(b"archive second factor:" + secret.encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
