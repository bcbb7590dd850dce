"""Is the ledger whole?"""

from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from archive.actions.ledger_check import faults, undecided_reasons
from archive.actions.ledger_export import Unreadable, read_head
from archive.models import LedgerEntry

SHOWN = 20


class Command(BaseCommand):
    """Verify the ledger: every entry that was changed, is missing, was inserted, moved or cut off.

    With --head it is also compared with a head that was exported outside the database, which alone shows a tail cut
    off together with a head set back. Without --head the file of ARCHIVE_LEDGER_HEAD_FILE is taken where it exists.
    A reason that is gone is a fault unless an entry says that it was erased.
    Ends with 1 and the first faulty places when something is wrong.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", type=Path, metavar="FILE", help="a head exported by housekeeping")

    def handle(self, *args: Any, head: Path | None, verbosity: int, **options: Any) -> None:
        file = head or Path(settings.ARCHIVE_LEDGER_HEAD_FILE)
        try:
            exported = read_head(file)
        except Unreadable as error:
            raise CommandError(str(error)) from error
        if head is not None and exported is None:
            raise CommandError(f"There is no file {head}.")
        total = LedgerEntry.objects.count()
        with tqdm(total=total, unit=" entries", disable=None if verbosity else True) as bar:
            all_of_them = faults(exported, bar.update)
            found = list(islice(all_of_them, SHOWN))
            others = sum(1 for _fault in all_of_them)
        if found:
            shown = "\n".join(f"  {fault}" for fault in found)
            more = f"\n  and {others} more" if others else ""
            raise CommandError(f"The ledger is not whole. By number of entry:\n{shown}{more}")
        against = f"and continues the head exported at entry {exported.sequence}" if exported else "(no exported head)"
        self.stdout.write(f"The ledger is whole: {total} entries {against}.")
        if undecided := undecided_reasons():
            self.stdout.write(
                f"Note: {len(undecided)} reasons from before erasures were entered in the ledger are gone. "
                "Whether they were erased cannot be told."
            )
