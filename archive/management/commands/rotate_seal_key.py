"""Seals everything anew with the current key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.actions.rotation import keys_in_use, rotate, rows_to_rotate
from archive.actions.sealing import CannotOpen, keyring


class Command(BaseCommand):
    """Seal withheld words and protected identities anew with ARCHIVE_SEAL_KEY.

    Put the new key in ARCHIVE_SEAL_KEY and the one it replaces in ARCHIVE_SEAL_KEY_OLD, restart the archive, then run
    this. It can be interrupted at any time and run again. Then run housekeeping, which cleans the tables' pages of what
    the old key opens. When no row uses it any more, take it out of ARCHIVE_SEAL_KEY_OLD; backups made before still need
    it.
    """

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        rotated = 0
        quiet = None if options["verbosity"] >= 1 else True
        try:
            with tqdm(total=rows_to_rotate(), disable=quiet, unit=" rows", leave=False) as bar:
                for number in rotate():
                    rotated += number
                    bar.update(number)
        except CannotOpen as error:
            raise CommandError(f"{error} {rotated} rows were sealed anew before it.") from error
        except KeyboardInterrupt:
            self.stderr.write(f"Interrupted: {rotated} rows are sealed anew, the rest as before. Run it again.")
            raise SystemExit(130) from None
        if options["verbosity"] >= 1:
            self.stdout.write(f"Sealed {rotated} rows anew.\n{self.standing()}")

    def standing(self) -> str:
        """Which keys are in use, by name; keys themselves are never printed."""
        current = keyring().current_id
        used = keys_in_use()
        lines = [
            f"Key {key_id}{' (the current one)' if key_id == current else ''}: {number} rows"
            for key_id, number in sorted(used.items())
        ]
        return "\n".join(lines) or f"Nothing is sealed. The current key is {current}."
