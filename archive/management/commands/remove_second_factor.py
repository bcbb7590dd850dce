"""A new start for someone who lost their second factor."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.accounts.second_factor import end_sessions_of


class Command(BaseCommand):
    """Remove the second factors and recovery codes of a user, and end the user's sessions.

    A member of staff then sets up a new one at the next log-in. With --all, of everyone: after the secret key changed.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="?", help="whose second factors")
        parser.add_argument("--all", action="store_true", dest="everyone", help="those of every user")

    def handle(self, *args: Any, username: str | None, everyone: bool, **options: Any) -> None:
        if (username is None) is not everyone:
            raise CommandError("Name one user, or write --all.")
        users = User.objects.all() if everyone else User.objects.filter(username=username)
        if not users.exists():
            raise CommandError(f"There is no user {username!r}.")
        removed, _by_model = Authenticator.objects.filter(user__in=users).delete()
        ended = end_sessions_of(users)
        self.stdout.write(f"Removed {removed} second factors and ended {ended} sessions.")
