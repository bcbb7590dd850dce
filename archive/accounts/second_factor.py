"""Whether someone on the staff has shown a second factor in this session. Until then the session is no curator's."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""What counts as set up. Recovery codes replace a factor for a moment, and are none by themselves."""

SECRET = ("archive:preview",)
"""The pages whose addresses are secrets."""


def is_lacking(request: HttpRequest) -> bool:
    """Whether this user has to show a second factor before the archive treats them as staff.

    True for staff who have set none up, and for a session that began with a password alone. Decided once per request.
    """
    found = getattr(request, "_second_factor_lacking", None)
    if found is None:
        found = request._second_factor_lacking = _is_lacking(request)  # type: ignore[attr-defined]  # kept on the request
    return found


def _is_lacking(request: HttpRequest) -> bool:
    user = request.user
    if not settings.ARCHIVE_STAFF_SECOND_FACTOR or not (user.is_staff or getattr(user, "is_superuser", False)):
        return False
    return not (is_proven(request) and is_mfa_enabled(user, FACTORS))


def is_proven(request: HttpRequest) -> bool:
    """Whether the session holds a second factor shown by the very user who is logged in."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def next_step(request: HttpRequest) -> str:
    """The address where the lacking factor is shown or, if there is none yet, set up."""
    if not is_mfa_enabled(request.user, FACTORS):
        return reverse("mfa_index")
    by_code = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    address = reverse("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")
    if request.method != "GET" or is_secret(request.path_info):
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"


def is_secret(path: str) -> bool:
    """Whether whoever reads this address in a log or a history could open what it opens: it is written nowhere else."""
    try:
        return resolve(f"{path.rstrip('/')}/").view_name in SECRET
    except Resolver404:
        return False


def set_up(sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Setting a factor up takes a valid code or a touch of the key: it need not be shown again at once."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)


def end_sessions_of(users: QuerySet[User]) -> int:
    """Ends every session of these users, wherever it is open; how many there were."""
    keys = {str(pk) for pk in users.values_list("pk", flat=True)}
    sessions = [each for each in Session.objects.iterator() if each.get_decoded().get(SESSION_KEY) in keys]
    Session.objects.filter(pk__in=[session.pk for session in sessions]).delete()
    return len(sessions)
