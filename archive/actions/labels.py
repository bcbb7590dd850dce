"""What may be said of a testimony to someone who knows only that it exists."""

from collections.abc import Iterable

from archive.access.viewer import visitor
from archive.models import Collection, Testimony


def neutral_labels(testimonies: Iterable[Testimony]) -> dict[int, str]:
    """For each testimony, by key: its kind, the year it was told, its collection if that is published. One query.

    No title, no name and no place: these are what the rules keep back.
    """
    listed = list(testimonies)
    collections = Collection.objects.visible_to(visitor()).in_bulk({each.collection_id for each in listed})
    return {each.pk: _label(each, collections.get(each.collection_id)) for each in listed}


def neutral_label(testimony: Testimony) -> str:
    return neutral_labels([testimony])[testimony.pk]


def _label(testimony: Testimony, collection: Collection | None) -> str:
    parts = [testimony.get_kind_display(), told_in(testimony), f"from “{collection}”" if collection else ""]
    return ", ".join(filter(None, parts))


def told_in(testimony: Testimony) -> str:
    """The year in which it was told, where that is one year."""
    first, last = testimony.recorded_on_earliest, testimony.recorded_on_latest
    return str(first.year) if first and last and first.year == last.year else ""
