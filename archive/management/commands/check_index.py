"""Does the index hold what the records say?"""

from collections import Counter, defaultdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from archive.search import checking

SHOWN = 10


class Command(BaseCommand):
    """Check that search finds what the records say, and nothing else.

    Every text is read, analysed and compared with the index, as are the words that the database matches by, the
    counts of words and the names. Ends with 1 when something differs, and names what it concerns by its public
    identifier. With --repair all of it is mended. It can be interrupted at any time and run again; the archive can be
    in use meanwhile.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what differs, and say what was mended")

    def handle(self, *args: Any, repair: bool, verbosity: int, **options: Any) -> None:
        counted: Counter[str] = Counter()
        concerned: dict[str, dict[str, None]] = defaultdict(dict)
        with tqdm(total=checking.amount(), unit=" rows", disable=None if verbosity else True) as bar:
            for fault in checking.faults(repair=repair, progress=bar.update):
                counted[fault.kind] += 1
                concerned[fault.kind].setdefault(fault.where)
        if not counted:
            self.stdout.write("The index holds what the records say.")
            return
        told = "\n".join(
            self.line(kind, counted[kind], list(concerned[kind])) for kind in checking.KINDS if counted[kind]
        )
        if not repair:
            raise CommandError(
                f"The index differs from the records:\n{told}\nMend it with: manage.py check_index --repair"
            )
        self.stdout.write(f"The index differed from the records and was mended:\n{told}")

    def line(self, kind: str, count: int, where: list[str]) -> str:
        others = f" and {len(where) - SHOWN} more" if len(where) > SHOWN else ""
        return f"  {count} {checking.KINDS[kind]}: {', '.join(where[:SHOWN])}{others}"
