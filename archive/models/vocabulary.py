"""Controlled vocabularies that an archive may extend, languages, and tags.

What the software itself decides by (status, access, roles) is a fixed choice in code; what an archive words for itself
(standings, content warnings, rights statements) is a :class:`Term`; ``fixtures/vocabularies.json`` has the first ones.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from taggit.managers import _TaggableManager
from taggit.models import ItemBase, TagBase

from archive.lib.languages import validate_language_tag
from archive.lib.text import ascii_slug, fold_key, nfc
from archive.models.base import ArchiveManager, Record
from archive.models.public_ids import Addressed


class Term(Record):
    """One entry of a controlled vocabulary."""

    class Scheme(models.TextChoices):
        STANDING = "standing", "Standing of a narrator"
        CONTENT_WARNING = "content_warning", "Content warning"
        RIGHTS = "rights", "Rights statement"
        PLACE_KIND = "place_kind", "Kind of place"
        EVENT_KIND = "event_kind", "Kind of event"
        ORGANISATION_KIND = "organisation_kind", "Kind of organisation"

    NATURAL_KEY = ("scheme", "code")

    scheme = models.CharField("vocabulary", max_length=20, choices=Scheme.choices)
    code = models.SlugField(max_length=40, help_text="Short and lasting; used in addresses and spreadsheets.")
    label = models.CharField(max_length=100)
    definition = models.TextField(blank=True, help_text="When to use this term and when not.")
    uri = models.URLField("address", blank=True, help_text="For a rights statement or licence: its official address.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller numbers come first.")

    class Meta:
        ordering: ClassVar = ["scheme", "position", "label"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["scheme", "code"], name="one_term_per_code")]

    def __str__(self) -> str:
        return self.label


class Language(Record):
    """A language in which testimonies are told, by its BCP 47 tag (https://www.rfc-editor.org/info/bcp47)."""

    NATURAL_KEY = ("code",)

    code = models.CharField("BCP 47 tag", max_length=35, unique=True, validators=[validate_language_tag])
    label = models.CharField("name in English", max_length=100)
    own_name = models.CharField("name in the language itself", max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["label"]

    def __str__(self) -> str:
        return self.label


class Tag(TagBase, Addressed):
    """A word or phrase for what a testimony is about.

    ``key`` is the folded spelling, unique, so that Əsgəran, əsgəran and ƏSGƏRAN are one tag on every database. A tag
    may be a form, in another language, of the preferred tag; a preferred tag may have broader ones.
    """

    DERIVES: ClassVar = {"key": ("name",), "slug": ("name",)}

    name = models.CharField("tag", max_length=100)
    key = models.CharField(max_length=120, unique=True, editable=False)
    slug = models.SlugField(max_length=100, unique=True, editable=False)
    language = models.CharField(max_length=35, blank=True, validators=[validate_language_tag])
    preferred = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="forms",
        verbose_name="preferred form",
        help_text="Fill this in if the tag is another language's form of a tag that the archive prefers.",
    )
    broader = models.ManyToManyField(
        "self", blank=True, symmetrical=False, related_name="narrower", verbose_name="broader tags"
    )

    objects = ArchiveManager()
    natural_key = Record.natural_key

    class Meta:
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(preferred__isnull=True) | ~Q(preferred=F("id")),
                name="tag_not_its_own_preferred_form",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="tag_has_a_key"),
        ]

    def __str__(self) -> str:
        return self.name

    def derive(self) -> None:
        super().derive()
        self.name = nfc(self.name).strip()
        self.key = fold_key(self.name)
        self.slug = self._slug()

    def _slug(self) -> str:
        """An ASCII slug; the tag's identifier follows where another tag's would be the same."""
        slug = ascii_slug(self.name, fallback="tag")
        if Tag.objects.exclude(key=self.key).filter(slug=slug).exists():
            slug = f"{slug}-{self.public_id}"
        return slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save as any record: taggit's own ``save()`` would slug again without transliteration."""
        Record.save(self, *args, **kwargs)

    def clean(self) -> None:
        super().clean()
        check_tag(self)


def check_tag(tag: Tag) -> None:
    """Raise a ValidationError for a tag that is empty, doubles another, or prefers what is itself a form."""
    key = fold_key(tag.name)
    if not key:
        raise ValidationError({"name": "A tag needs at least one letter, digit or sign."})
    twin = Tag.objects.exclude(pk=tag.pk).filter(key=key).first()
    if twin is not None:
        raise ValidationError({"name": f"The tag “{twin}” is already there (case and apostrophes make no difference)."})
    if tag.preferred is not None and tag.pk is not None and tag.forms.exists():
        raise ValidationError({"preferred": f"“{tag}” has forms of its own: give those another preferred form first."})
    if tag.preferred is not None and tag.preferred.preferred_id is not None:
        raise ValidationError(
            {"preferred": f"“{tag.preferred}” is itself a form of “{tag.preferred.preferred}”: choose that."}
        )


class TagManager(_TaggableManager):
    """taggit's manager, matching tags by their folded key (its own matching is ASCII-only on SQLite)."""

    def _to_tag_model_instances(self, tags: Any, tag_kwargs: dict[str, Any]) -> list[Tag]:
        found: dict[str, Tag] = {}
        words: dict[str, str] = {}
        for tag in tags:
            if isinstance(tag, Tag):
                found[tag.key] = tag
            elif isinstance(tag, str):
                words.setdefault(fold_key(tag), tag)
            else:
                raise ValueError(f"Cannot tag with {tag!r} ({type(tag).__name__}): a word or a Tag is needed.")
        words = {key: word for key, word in words.items() if key and key not in found}
        for tag in Tag.objects.filter(key__in=words):
            found[tag.key] = tag
        for key, word in words.items():
            if key not in found:
                found[key] = Tag.objects.create(name=word, **tag_kwargs)
        return list(found.values())


class TaggedTestimony(ItemBase, Record):
    """A tag on a testimony, with whose wording it is where the tag was taken over from a source."""

    NATURAL_KEY = ("tag__public_id", "content_object__public_id")

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="tagged_testimonies")
    content_object = models.ForeignKey(
        "archive.Testimony", on_delete=models.CASCADE, related_name="tagged", verbose_name="testimony"
    )
    printed_by = models.ForeignKey(
        "archive.Source",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="printed_tags",
        help_text="The source that prints this tag, if it was taken over from one.",
    )

    objects = ArchiveManager()
    natural_key = Record.natural_key

    class Meta:
        verbose_name = "tag on a testimony"
        verbose_name_plural = "tags on testimonies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="one_tag_once_per_testimony")
        ]

    def __str__(self) -> str:
        return f"{self.tag} on {self.content_object}"
