"""The forms of the account pages: allauth's, with labels of our own that need no placeholder."""

from typing import Any

from allauth.account import forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

LABELS = {
    "email": "E-mail address",
    "password": "Password",
    "oldpassword": "Current password",
    "password1": "New password",
    "password2": "New password, once more",
    "code": "Code",
}


class Labelled:
    """Gives fields a label that stays visible; a placeholder vanishes as soon as someone types."""

    labels: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = (LABELS | self.labels).get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Labelled, forms.LoginForm):
    labels = {"login": "E-mail address"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].help_text = "Staff may write their user name instead."
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""


class SignupForm(Labelled, forms.SignupForm):
    labels = {"password1": "Password"}

    def try_save(self, request: HttpRequest) -> Any:
        """A known address costs the hash that a new account costs: the time must not tell them apart."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ResetPasswordForm(Labelled, forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Labelled, forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(Labelled, forms.ChangePasswordForm):
    pass


class SetPasswordForm(Labelled, forms.SetPasswordForm):
    pass


class NewAddressForm(Labelled, forms.AddEmailForm):
    labels = {"email": "New e-mail address"}


class ReauthenticateForm(Labelled, forms.ReauthenticateForm):
    pass


class CodeForm(Labelled, mfa_forms.AuthenticateForm):
    labels = {"code": "Code from your app, or a recovery code"}


class CodeAgainForm(Labelled, mfa_forms.ReauthenticateForm):
    labels = {"code": "Code from your app, or a recovery code"}


class SetUpAppForm(Labelled, ActivateTOTPForm):
    labels = {"code": "Code that the app shows now"}


class AddKeyForm(Labelled, AddWebAuthnForm):
    labels = {"name": "What you call it", "passwordless": "Log in with this key alone"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "passwordless"
        ].help_text = "It then asks for a fingerprint, a face or a PIN in place of your password."
