"""The pages of readers' own accounts, as surfaces of the sweep (see :mod:`tests.access.surfaces`)."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

Row = Callable[[Any], Iterator[str]]


def account(name: str, *arguments: object) -> Row:
    def row(house: Any) -> Iterator[str]:
        yield reverse(name, args=arguments)

    return row


UNDER_A_KEY: dict[str, tuple[object, ...]] = {
    "account_confirm_email": ("no-such-key",),
    "account_reset_password_from_key": ("zz", "no-such-key"),
    "mfa_remove_webauthn": (1,),
    "mfa_edit_webauthn": (1,),
}
ACCOUNTS: dict[str, Row] = {
    name: account(name, *UNDER_A_KEY.get(name, ()))
    for name in (
        *("account_overview", "account_login", "account_logout", "account_inactive", "account_signup"),
        *("account_reauthenticate", "account_email", "account_email_verification_sent", "account_change_password"),
        *("account_set_password", "account_reset_password", "account_confirm_login_code", "account_confirm_email"),
        *("account_reset_password_from_key_done", "account_reset_password_from_key", "account_reset_password_done"),
        *("mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
        *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
        *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_login_webauthn"),
        *("mfa_remove_webauthn", "mfa_edit_webauthn"),
    )
}
"""The pages of one's own account, by the name of their route: nobody else's address or secret stands on any."""


def account_addresses(house: Any) -> Iterator[str]:
    for row in ACCOUNTS.values():
        yield from row(house)
