"""A synthetic collection of any size."""

import secrets
import time
from argparse import ArgumentTypeError
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.importers.synthetic.generate import Refused, check_archive, generate, needs_vocabularies
from archive.importers.synthetic.sizes import Size


def positive(text: str) -> int:
    """A whole number from 1 upwards, as an option's value."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 upwards")
    return int(text)


class Command(BaseCommand):
    """Generate a synthetic collection, for trying out and measuring. Nobody ever told what is in it.

    Texts, names and places are invented in several languages and scripts, and every record says that it is synthetic.
    A run adds a new collection beside what is there; it can be interrupted at any time. Vocabularies are loaded where
    there are none. The ledger gets one entry for the whole collection, not one for each testimony.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--testimonies", type=positive, required=True, metavar="N", help="how many testimonies")
        parser.add_argument(
            "--passages", type=positive, default=4, help="passages of about 300 characters in each (4; 80 is realistic)"
        )
        parser.add_argument("--seed", type=int, help="the same seed makes the same collection again")
        parser.add_argument(
            "--into-real-archive", action="store_true", help="even where testimonies are that are not synthetic"
        )

    def handle(
        self, *args: Any, testimonies: int, passages: int, seed: int | None, into_real_archive: bool, **options: Any
    ) -> None:
        try:
            check_archive(into_real_archive=into_real_archive)
        except Refused as reason:
            raise CommandError(str(reason)) from reason
        if needs_vocabularies():
            call_command("loaddata", "vocabularies", verbosity=0)
        started = time.monotonic()
        seed = secrets.randbelow(10**9) if seed is None else seed
        made = generate(Size(testimonies, passages), seed=seed, progress=options["verbosity"] >= 1)
        if options["verbosity"] >= 1:
            took = max(time.monotonic() - started, 0.001)
            self.stdout.write(
                f"{'Interrupted: kept' if made.interrupted else 'Generated'} {made.testimonies} synthetic testimonies "
                f"with {made.passages} passages "
                f"in {took:.1f} s ({made.testimonies / took:.0f} a second, seed {seed}).\n"
                f"See them at {made.collection.get_absolute_url()}"
            )
        if made.interrupted:
            raise SystemExit(130)
