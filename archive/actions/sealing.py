"""Sealing and opening the rows of ``archive.models.sealed`` with the keys of the settings.

A row's content is JSON. It is bound to what it belongs to: the words of a redaction to their passage and redaction, an
identity to its person.
"""

import json
from typing import Any

from django.conf import settings

from archive.actions.refusals import ActionRefused, LostRace
from archive.lib.sealing import Keyring, Sealed, SealError
from archive.models import Person
from archive.models.sealed import Redaction, SealedIdentity, SealedText

Content = dict[str, Any]


class CannotOpen(ActionRefused):
    """What is sealed cannot be opened with the keys that the archive was given."""


def keyring() -> Keyring:
    return Keyring(settings.ARCHIVE_SEAL_KEY, settings.ARCHIVE_SEAL_KEY_OLD)


def binding(row: SealedText | SealedIdentity) -> str:
    """What the content of ``row`` is bound to: kind and public identifier, and which redaction of the passage."""
    if isinstance(row, SealedText):
        return f"archive.sealedtext {row.redaction.passage.public_id} {row.redaction_id}"
    return f"archive.sealedidentity {row.person.public_id}"


def named(row: SealedText | SealedIdentity) -> str:
    """How an error message names ``row``."""
    if isinstance(row, SealedText):
        return f"Redaction {row.redaction_id} of the passage {row.redaction.passage.public_id}"
    return f"The identity of the person {row.person.public_id}"


def seal_words(redaction: Redaction, content: Content) -> None:
    """Seal what a redaction withholds, in place of what may be sealed for it already."""
    row = SealedText.objects.filter(redaction=redaction).first() or SealedText(redaction=redaction)
    seal(row, content)


def seal_identity(person: Person, content: Content) -> None:
    seal(SealedIdentity(person=person), content)


def add_to_identity(person: Person, part: str, rows: list[Content]) -> None:
    """Seal ``rows`` along with what is sealed of ``person``, who is protected, in the list ``part`` of it.

    Raises :class:`LostRace` where someone has revealed the person meanwhile, and :class:`CannotOpen`.
    """
    if not Person.objects.select_for_update().get(pk=person.pk).identity_protected:
        raise LostRace("Someone else has revealed an identity meanwhile, with which this has to do. Do it once more.")
    content = identity_of(person)
    forget_identity(person)
    seal_identity(person, {**content, part: [*content.get(part, ()), *rows]})


def words_of(redaction: Redaction) -> Content:
    """What ``redaction`` withholds; raises :class:`CannotOpen`."""
    row = SealedText.objects.filter(redaction=redaction).select_related("redaction__passage").first()
    if row is None:
        raise CannotOpen("Nothing is sealed for this redaction: its words are not in this archive.")
    return opened(row, keyring())


def identity_of(person: Person) -> Content:
    """What is sealed of ``person``; raises :class:`CannotOpen`."""
    row = SealedIdentity.objects.filter(person=person).select_related("person").first()
    if row is None:
        raise CannotOpen("Nothing is sealed for this person: the identity is not in this archive.")
    return opened(row, keyring())


def number_of_identity(person: Person) -> int | None:
    """The number of what is sealed of ``person`` now, which nothing that is sealed later gets; None without any."""
    return SealedIdentity.objects.filter(person=person).values_list("pk", flat=True).first()


def unsealed(redaction: Redaction) -> None:
    """Delete what was sealed for ``redaction``, whose words stand in the passage again."""
    SealedText.objects.filter(redaction=redaction).delete()


def forget_identity(person: Person) -> None:
    """Delete what was sealed of ``person``, who bears the names again."""
    SealedIdentity.objects.filter(person=person).delete()


def opened(row: SealedText | SealedIdentity, keys: Keyring) -> Content:
    """The content of ``row``; raises :class:`CannotOpen`, naming it."""
    return json.loads(bytes_of(row, keys))


def bytes_of(row: SealedText | SealedIdentity, keys: Keyring) -> bytes:
    """The content of ``row`` as it was sealed, in bytes; raises :class:`CannotOpen`, naming it."""
    try:
        return keys.open(Sealed(bytes(row.ciphertext), row.key_id), binding(row))
    except SealError as error:
        raise CannotOpen(
            f"{named(row)} cannot be opened: {error}. Give the key it was sealed with in ARCHIVE_SEAL_KEY_OLD. "
            "Nothing was changed."
        ) from error


def seal(row: SealedText | SealedIdentity, content: Content) -> None:
    """Seal ``content`` in ``row``, in place of what it holds."""
    plain = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    row.ciphertext, row.key_id = keyring().seal(plain, binding(row))
    row.save()
