"""What an archive needs done every hour or so."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.actions.housekeeping import STEPS


class Command(BaseCommand):
    """Do what has to be done regularly: run it by cron or a systemd timer, every hour.

    It brings forward consents that begin after a gap, puts right what earlier versions left wrong where two curators
    worked at once, cleans what erased words left behind, lists files that no record names, deletes sessions that are
    over, closes proposals that waited too long, forgets who asked for access long ago, and exports the ledger with its
    head. It can be run at any time, interrupted and repeated. Ends with 1 when a step could not be
    done; the others are done all the same.
    """

    help = __doc__

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        failed = []
        for step in tqdm(STEPS, unit=" steps", disable=None if verbosity else True, leave=False):
            try:
                self.stdout.write(f"{step.title}: {step.carry_out()}")
            except Exception as error:  # one step that fails keeps none of the others from being done
                failed.append(f"{step.title}: {error}")
                self.stderr.write(f"{step.title}: NOT DONE. {error}")
        if failed:
            raise CommandError(f"{len(failed)} of {len(STEPS)} steps could not be done.")
