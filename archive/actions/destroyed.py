"""What erasing a testimony destroys, as the page that erases shows it."""

from archive.actions import residue
from archive.actions.as_listed import digest_of
from archive.actions.belongings import belongings, files_of
from archive.actions.known_only_from import known_only_from
from archive.models import Testimony

KNOWN_ONLY = "who is known only from it"
DESTROYED = "what will be destroyed"


def counted(testimony: Testimony) -> list[tuple[str, int]]:
    """What erasing ``testimony`` destroys: kinds of record in plain words, and how many of each."""
    found = belongings(Testimony, [testimony.pk])
    counts = [
        (str(model._meta.verbose_name_plural), len(keys))
        for model, keys in found.items()
        if model is not Testimony and not model._meta.auto_created
    ]
    files = files_of(found) | {row.path for row in residue.pending(testimony.public_id) if row.path}
    return sorted([*counts, ("files on disk", len(files))])


def listed(testimony: Testimony) -> dict[str, str]:
    """Digests of what a curator decides about, by what it is: whoever is not erased along keeps a page, and all else is
    destroyed as the page shows it, by its numbers."""
    return {
        KNOWN_ONLY: digest_of(person.public_id for person in known_only_from(testimony)),
        DESTROYED: digest_of(counted(testimony)),
    }
