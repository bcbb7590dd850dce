"""A backup that is restored, and what happened since it was made."""

from contextlib import contextmanager

from django.db import transaction

from archive.access.viewer import Viewer
from archive.actions.ledger_export import export_ledger
from archive.models import Testimony


class Restored(Exception):
    """Ends the day: everything since the backup is gone."""


@contextmanager
def a_day_after_the_backup(file):
    """What happens inside happens on the live archive; afterwards the backup from before it is restored, and the ledger
    of the live archive is in ``file``."""
    try:
        with transaction.atomic():
            yield
            export_ledger(file)
            raise Restored
    except Restored:
        pass


def readable(viewer=None):
    return {each.public_id for each in Testimony.objects.visible_to(viewer or Viewer(user_id=5))}
