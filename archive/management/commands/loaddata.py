"""Fixtures into the archive."""

import contextlib
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core import serializers
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import loaddata
from django.db import connections, router

from archive.importers.fixtures import formats
from archive.importers.fixtures.load import load, rows_of
from archive.importers.fixtures.problems import FixtureError
from archive.importers.fixtures.reading import Entry
from archive.importers.fixtures.rows import Row


class Command(loaddata.Command):
    """Load fixtures: all of them or, when something is wrong in them, nothing.

    Records may stand in any order and refer to each other across the files. Nothing is left to do afterwards: dates,
    headings, identifiers and consent take effect at once. Loading a fixture again changes nothing; a newer fixture
    brings its records up to date, but a record that somebody has changed since is refused and named. Status, access
    and what else belongs to the workbench's actions are written for new records only.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="Write over records that were changed since they were loaded, or that no fixture brought.",
        )

    def handle(self, *fixture_labels: str, overwrite: bool = False, **options: Any) -> None:
        self.overwrite = overwrite
        try:
            super().handle(*fixture_labels, **options)
        except FixtureError as error:
            raise CommandError(str(error)) from error

    def loaddata(self, fixture_labels: tuple[str, ...]) -> None:
        """Django's own ``handle`` calls this inside its transaction."""
        self.serialization_formats = serializers.get_public_serializer_formats()
        entries = [entry for label in fixture_labels for entry in self.entries_of(label)]
        rows = [row for row in rows_of(entries, ignore_unknown=self.ignore) if self.is_wanted(row)]
        outcome = load(rows, using=self.using, overwrite=self.overwrite, progress=self.verbosity >= 1)
        if outcome.models:
            self.reset_sequences(connections[self.using], outcome.models)
        if self.verbosity >= 1:
            self.stdout.write(str(outcome))

    def entries_of(self, label: str) -> Iterator[Entry]:
        """The entries of every file that ``label`` means."""
        for file, _folder, name in self.find_fixtures(label):
            _, format_name, compression = self.parse_name(os.path.basename(file))
            with self.opened(file, compression) as stream:
                entries = formats.read(stream, format_name, shown(file))
            if not entries:
                warnings.warn(f"No fixture data found for '{name}'.", RuntimeWarning, stacklevel=2)
            yield from entries

    @contextlib.contextmanager
    def opened(self, file: str, compression: str | None) -> Iterator[IO[Any]]:
        open_method, mode = self.compression_formats[compression]
        stream = open_method(file, mode)
        try:
            yield stream
        finally:
            if file != loaddata.READ_STDIN:
                stream.close()

    def is_wanted(self, row: Row) -> bool:
        """Whether options and database routers let ``row`` be loaded."""
        return (
            row.model not in self.excluded_models
            and row.model._meta.app_config not in self.excluded_apps
            and router.allow_migrate_model(self.using, row.model)
        )


def shown(file: str) -> str:
    """How messages call ``file``: from here, where it lies below."""
    if file == loaddata.READ_STDIN:
        return "standard input"
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file
