"""The demo collection, for an archive that has nothing yet."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from archive.importers.fixtures.problems import FixtureError
from archive.models import Term, Testimony


class Command(BaseCommand):
    """Load the demo collection into an archive without testimonies, and the vocabularies where there are none.

    An archive that has testimonies is left as it is, and so is one whose demo collection was changed or taken out.
    """

    help = __doc__

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        if not Term.objects.exists():
            call_command("loaddata", "vocabularies", verbosity=verbosity, stdout=self.stdout)
        if Testimony.objects.exists():
            self.stdout.write("The archive has testimonies: the demo collection is not loaded.")
            return
        try:
            call_command("loaddata", "demo", verbosity=verbosity, stdout=self.stdout)
        except CommandError as error:
            if not isinstance(error.__cause__, FixtureError) or not error.__cause__.is_about_changes:
                raise
            self.stdout.write("The demo collection was changed or taken out here: it is not loaded again.")
