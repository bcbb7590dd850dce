"""The ledger as a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from archive.actions.ledger_check import faults
from archive.actions.ledger_export import export_ledger
from archive.models import LedgerEntry


class Command(BaseCommand):
    """Export the ledger as lines of JSON: identifiers, codes and hashes, no reasons, no names.

    Keep it outside the database. After restoring a backup, replay_ledger takes it to bring the archive up to date.
    A ledger that is not whole is not exported.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="where to write it")

    def handle(self, *args: Any, file: Path, verbosity: int, **options: Any) -> None:
        first = next(faults(), None)
        if first is not None:
            raise CommandError(f"Nothing was exported: the ledger is not whole at {first}. Run verify_ledger.")
        with tqdm(total=LedgerEntry.objects.count(), unit=" entries", disable=None if verbosity else True) as bar:
            count = export_ledger(file, bar.update)
        self.stdout.write(f"Exported {count} entries to {file}.")
