"""Names: one table for all four authorities, with language, script, period and who uses each."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import connections, models, transaction
from django.db.models import Q

from archive.access.sources import source_shown
from archive.access.viewer import visitor
from archive.lib.fuzzy_date_fields import FuzzyDateField, bound_field
from archive.lib.languages import validate_language_tag
from archive.lib.scripts import script_of
from archive.lib.sharing_locks import keep_as_is
from archive.lib.text import ascii_fold, nfc
from archive.models.authorities import Authority
from archive.models.base import ArchiveManager, ArchiveQuerySet, Record, exactly_one
from archive.models.events import Event
from archive.models.organisations import Organisation
from archive.models.people import Person
from archive.models.places import Place

OWNERS = ("person", "organisation", "place", "event")

HEADING_LANGUAGE = "en"
"""The language in which headings are preferred; any other preferred name serves where there is none."""

_BATCH = 500


def _once_per_owner(
    name: str, fields: list[str], condition: Q | None = None, message: str = ""
) -> list[models.UniqueConstraint]:
    return [
        models.UniqueConstraint(
            fields=[owner, *fields],
            condition=condition,
            name=name.format(owner=owner),
            violation_error_message=message,
        )
        for owner in OWNERS
    ]


class NameQuerySet(ArchiveQuerySet):
    """Names; a bulk write brings the headings of their owners up to date, as ``save()`` does through its receiver."""

    def bulk_create(self, objs: Iterable["Name"], *args: Any, **kwargs: Any) -> list["Name"]:
        created = super().bulk_create(objs, *args, **kwargs)
        refresh_headings(created)
        return created

    def bulk_update(self, objs: Iterable["Name"], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:
        objs = list(objs)
        count = super().bulk_update(objs, fields, *args, **kwargs)
        refresh_headings(objs)
        return count

    def for_headings(self) -> "NameQuerySet":
        """Those that a heading, which everyone reads, may be taken from: unattributed, or after a published source."""
        return self.filter(source_shown(visitor()))

    def called(self, spelling: str) -> "NameQuerySet":
        """Names that read like ``spelling``, whatever the script's marks, apostrophes or case."""
        return self.filter(folded=ascii_fold(spelling))


class Name(Record):
    """A name of exactly one person, organisation, place or event.

    Contested names stand side by side: each says who uses it and when, none is the archive's verdict. ``folded`` is the
    ASCII key that any spelling is looked up by.
    """

    class Kind(models.TextChoices):
        USUAL = "usual", "Usual name"
        OFFICIAL = "official", "Official name"
        FORMER = "former", "Former name"
        VARIANT = "variant", "Other spelling"
        TRANSLITERATION = "transliteration", "Transliteration"
        BIRTH = "birth", "Name at birth"
        NICKNAME = "nickname", "Nickname"
        PSEUDONYM = "pseudonym", "Pseudonym"
        DESCRIPTION = "description", "Description in place of a name"

    STAND_INS = (Kind.DESCRIPTION, Kind.PSEUDONYM)
    NATURAL_KEY = (*(f"{owner}__public_id" for owner in OWNERS), "language", "text")
    DERIVES: ClassVar = {"folded": ("text",), "script": ("text",)}

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="names")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="names"
    )
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE, related_name="names")
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.CASCADE, related_name="names")
    text = models.CharField("name", max_length=255)
    folded = models.CharField(max_length=255, editable=False, db_index=True)
    sort_as = models.CharField(
        "files as",
        max_length=255,
        blank=True,
        help_text="How it stands in an alphabetical list: Jafarov, Jafar.",
    )
    language = models.CharField(
        max_length=35,
        default="und",
        validators=[validate_language_tag],
        help_text="BCP 47: az, uz, ru, hy, en; und where it is not known.",
    )
    script = models.CharField(max_length=4, editable=False, help_text="ISO 15924, read off the name itself.")
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.USUAL)
    used_during = FuzzyDateField("period of use", blank=True)
    used_during_earliest = bound_field()
    used_during_latest = bound_field()
    used_by = models.CharField(max_length=255, blank=True, help_text="Who uses this name.")
    preferred = models.BooleanField(default=False, help_text="At most one for each language.")
    source = models.ForeignKey("archive.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ArchiveManager.from_queryset(NameQuerySet)()

    class Meta:
        ordering: ClassVar = ["-preferred", "language", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=exactly_one(*OWNERS),
                name="name_has_exactly_one_owner",
                violation_error_message="A name belongs to exactly one person, organisation, place or event.",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="name_is_not_empty"),
            *_once_per_owner(
                "one_preferred_name_per_language_of_{owner}",
                ["language"],
                Q(preferred=True),
                "Another name in this language is already preferred.",
            ),
            *_once_per_owner("name_once_per_{owner}", ["language", "text"], None, "This name is already there."),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_real(self) -> bool:
        """Whether it is a name that someone bears, not one that stands in for it."""
        return self.kind not in self.STAND_INS

    def clean(self) -> None:
        super().clean()
        if self.person is not None and self.is_real and self._names_someone_protected(self.person):
            raise ValidationError(
                {"kind": "The identity of this person is protected: add a pseudonym or a description, no real name."}
            )

    def _names_someone_protected(self, person: Person) -> bool:
        """Asked of the person as it is now, and as it stays until the transaction ends: whoever protects the person at
        this moment is waited for."""
        rows = Person.objects.filter(pk=person.pk)
        if connections[rows.db].in_atomic_block:
            rows = rows.select_for_update()
        protected = rows.values_list("identity_protected", flat=True).first()
        return person.identity_protected if protected is None else protected

    @property
    def owner(self) -> Authority | None:
        """Whom or what this name names."""
        return self.person or self.organisation or self.place or self.event

    @classmethod
    def derivation_sources(cls) -> set[str]:
        """Also what the owner's heading is taken from."""
        return super().derivation_sources() | {"preferred", "language", "sort_as", "kind", "source", *OWNERS}

    def derive(self) -> None:
        super().derive()
        self.text = nfc(self.text).strip()
        self.folded = ascii_fold(self.text)[:255]
        self.script = script_of(self.text)


def refresh_headings(names: Iterable[Name]) -> None:
    """Bring heading and sort key of the owners of ``names`` up to date: the preferred name in English comes first, then
    any preferred name, then any name, each only if a heading may be taken from it. Writes only what differs."""
    for owner in OWNERS:
        keys = sorted({getattr(name, f"{owner}_id") for name in names} - {None})
        for start in range(0, len(keys), _BATCH):
            derive_headings(owner, keys[start : start + _BATCH])


@transaction.atomic(savepoint=False)
def derive_headings(owner: str, keys: Iterable[int]) -> int:
    """Derive heading, sort key and, of people, whether they are named, of the authorities with ``keys``; how many
    differed.

    They are locked, and the sources of their names kept as they are: what someone else enters or withdraws at this
    moment is waited for, and seen by whoever comes second.
    """
    locked = bearers(owner).filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    held = list(locked.values_list("pk", flat=True))
    sources = Name._meta.get_field("source").related_model.objects
    named_after = Name.objects.filter(**{f"{owner}__in": held}).exclude(source=None)
    keep_as_is(sources.filter(pk__in=named_after.order_by().values("source")))
    differing = differing_headings(owner, held)
    for pk, columns in differing.items():
        bearers(owner).filter(pk=pk).write_guarded(**columns)
    return len(differing)


def differing_headings(owner: str, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What heading, sort key and, of people, whether they are named should be, of those of the authorities with
    ``keys`` for whom it is something else."""
    authority = Name._meta.get_field(owner).related_model
    by_owner: dict[int, list[Name]] = defaultdict(list)
    of_owners = Name.objects.filter(**{f"{owner}__in": keys})
    for name in of_owners.for_headings():
        by_owner[getattr(name, f"{owner}_id")].append(name)
    real = of_owners.exclude(kind__in=Name.STAND_INS)
    named = set(real.values_list(f"{owner}_id", flat=True)) if authority is Person else set()
    derived = ("heading", "sort_key", *(["is_named"] if authority is Person else []))
    differing = {}
    for pk, *stored in authority.objects.filter(pk__in=keys).values_list("pk", *derived):
        fresh = [*heading_of(by_owner[pk]), pk in named][: len(derived)]
        if fresh != stored:
            differing[pk] = dict(zip(derived, fresh, strict=True))
    return differing


def bearers(owner: str) -> ArchiveQuerySet:
    """All that names of this kind of ``owner`` name."""
    return Name._meta.get_field(owner).related_model.objects.all()


def hold_bearers(names: models.QuerySet) -> None:
    """Lock those who bear one of ``names`` until the transaction ends: before the sources of these are written."""
    keys = list(names.order_by().values_list(*OWNERS))
    for owner, of_owner in zip(OWNERS, zip(*keys, strict=True), strict=False):  # no keys, no owners
        rows = bearers(owner).filter(pk__in={*of_owner} - {None}).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))


def heading_of(names: Iterable[Name]) -> tuple[str, str]:
    """The heading and the sort key that an authority with ``names`` has; two empty strings without a name."""
    ranked = sorted(names, key=lambda name: (not name.preferred, name.language != HEADING_LANGUAGE, name.pk or 0))
    if not ranked:
        return "", ""
    return ranked[0].text, ascii_fold(ranked[0].sort_as or ranked[0].text)[:255]
