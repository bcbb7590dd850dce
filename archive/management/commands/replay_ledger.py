"""A restored backup, brought up to today."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.actions import residue
from archive.actions.ledger_check import head_of_database
from archive.actions.refusals import ActionRefused
from archive.actions.replay import open_questions, replay


class Command(BaseCommand):
    """Bring a restored backup up to the trust of today, BEFORE it serves anyone.

    LEDGER is the ledger that the live archive exported after the backup was made (export_ledger, or the .jsonl that
    housekeeping writes beside the head). Withdrawals, erasures, consents and grants taken back and stricter access are
    carried out again; preview links of what was published or hidden since are revoked. What cannot be repeated is
    closed, and listed. Publications, grants and whatever else gives readers more are listed only. Safe to repeat.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ledger", type=Path, metavar="LEDGER", help="the exported ledger, lines of JSON")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, ledger: Path, dry_run: bool, **options: Any) -> None:
        try:
            done = replay(ledger, dry_run=dry_run)
        except FileNotFoundError as error:
            raise CommandError(f"There is no file {ledger}.") from error
        except ActionRefused as error:
            raise CommandError(str(error)) from error
        if not done.entries:
            self.stdout.write("Nothing to replay: the ledger of this database goes as far as the file, or further.")
            return
        verb = "Would replay" if dry_run else "Replayed"
        self.stdout.write(
            f"{verb} {done.entries} entries: {done.repeated} carried out or without effect on readers, "
            f"{len(done.closed)} times something was closed, {len(done.listed)} decisions to look at."
        )
        for line in open_questions(done):
            self.stdout.write(f"  {line}")
        if not dry_run:
            self.stdout.write(f"The ledger is at entry {head_of_database().sequence} now. Run verify_ledger.")
            if residue.pending():
                self.stdout.write("What was erased is still to be cleaned: run housekeeping.")
