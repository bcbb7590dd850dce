"""Logins for trying the archive out on one's own computer."""

import ipaddress
import json
import secrets
from pathlib import Path
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from config.keys import replace_privately

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another


class Role(NamedTuple):
    """A demo user: the name to log in with, the group (none for a reader), and what the login is for."""

    username: str
    group: str | None
    may: str


ROLES = [
    Role("curator", "publisher", "describe, correct, publish and withdraw"),
    Role("cataloguer", "cataloguer", "describe and correct"),
    Role("administrator", "administrator", "everything, logins and groups too"),
    Role("researcher", None, "read what is open to registered readers, and ask for more"),
]


class Command(BaseCommand):
    """Make the demo logins, or keep the ones there are, and print them with the addresses to open.

    Their passwords are random and stay the same from one start to the next. This works in debug mode on a
    loopback address only, so that no archive on a network ever has a login made this way.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="127.0.0.1:8000", help="where the server will listen")
        parser.add_argument(
            "--file",
            type=Path,
            default=settings.VAR_DIR / "demo-logins.json",
            help="where the passwords are kept",
        )

    def handle(self, *args: Any, address: str, file: Path, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Demo logins are made in debug mode only (ARCHIVE_DEBUG=on), never on a live archive.")
        if not is_loopback(address):
            raise CommandError(f"Demo logins are made for this computer only; {address} can be reached from others.")
        passwords = keep_logins(file)
        self.stdout.write(announcement(address, passwords, file))


def is_loopback(address: str) -> bool:
    """Whether host:port (or [v6]:port, or a host alone) can be reached from this computer only."""
    host = address.rpartition(":")[0] if not address.endswith("]") and ":" in address else address
    host = host.strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def keep_logins(file: Path) -> dict[str, str | None]:
    """Make sure every demo user exists and has the password kept in the file; a password for each name.

    A user of the same name whom somebody else made is left alone; its password is None.
    """
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        kept = {}
    except ValueError as error:
        raise CommandError(f"{file} cannot be read; delete it to have new passwords made.") from error
    with transaction.atomic():
        passwords = {role.username: keep_login(role, kept.get(role.username)) for role in ROLES}
        if passwords != kept:
            replace_privately(file, json.dumps(passwords, indent=2) + "\n")
    return passwords


def keep_login(role: Role, password: str | None) -> str | None:
    """One demo user with its group; the password that now works, or None for somebody else's user."""
    mark = f"{role.username}@demo.invalid"
    user, created = User.objects.get_or_create(username=role.username, defaults={"email": mark})
    if not created and user.email != mark:
        return None
    password = password or "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    if created or not user.check_password(password):
        user.set_password(password)
    user.is_active = True
    user.is_staff = role.group is not None
    user.is_superuser = role.group == "administrator"
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=mark, defaults={"verified": True, "primary": True})
    try:
        user.groups.set([Group.objects.get(name=role.group)] if role.group else [])
    except Group.DoesNotExist as error:
        raise CommandError(f"There is no group {role.group!r}; run `manage.py migrate` first.") from error
    return password


def announcement(address: str, passwords: dict[str, str | None], file: Path) -> str:
    """What a newcomer reads before opening the browser."""
    lines = [
        "",
        f"  {settings.ARCHIVE_NAME} is on this computer now:",
        "",
        f"    public pages   http://{address}/",
        f"    workbench      http://{address}{reverse('admin:index')}",
        "",
        "    log in as       password               may",
    ]
    for role in ROLES:
        password = passwords[role.username] or "(not a demo login)"
        lines.append(f"    {role.username:<15} {password:<22} {role.may}")
    lines += [
        "",
        f"  The passwords are kept in {file.name} beside the database. Ctrl-C stops the archive.",
        "",
    ]
    return "\n".join(lines)
