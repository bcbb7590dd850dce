"""Files in the storage that no record names."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from archive.actions.stored_files import look_through, remove_strays


class Command(BaseCommand):
    """List the files in the storage that no record names, and with --remove delete them for good.

    They are what an upload that was cut off, or a version before this one, left. Files younger than a day are left
    alone, since their record may be written just now, and so is what lies outside the archive's own folders. Links, and
    what the archive's account may not read, are named and not looked into. Look at the list first: after a restore, a
    media folder newer than the database holds files whose records are missing. It can be interrupted and run again.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="delete them; this cannot be undone")

    def handle(self, *args: Any, remove: bool, verbosity: int, **options: Any) -> None:
        found, passed_over = look_through()
        for path in passed_over:
            self.stdout.write(f"not looked into: {path}")
        if not remove:
            for path in found:
                self.stdout.write(path)
            self.stdout.write(f"{len(found)} files that no record names.")
            return
        removed = 0
        shown = tqdm(found, unit=" files", disable=None if verbosity else True, leave=False)
        for path, is_gone in remove_strays(shown):
            removed += is_gone
            self.stdout.write(f"{'removed' if is_gone else 'left alone'}: {path}")
        self.stdout.write(f"{removed} of {len(found)} files that no record names removed.")
