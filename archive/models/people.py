"""Persons: narrators, interviewers, those told of, those whose words are retold."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from archive.lib.fuzzy_date_fields import FuzzyDateField, bound_field
from archive.models.authorities import Authority
from archive.models.base import Record


class Person(Authority):
    """A person known to the archive, named or unnamed.

    Someone whose name a source does not give stays unnamed: the only name row is then a description. The real name of a
    protected narrator is never here; ``identity_protected`` says that the names here stand in for it. ``is_named`` says
    that one of the names is a real one: neither a description in place of a name nor a pseudonym.
    """

    class Fate(models.TextChoices):
        NOT_RECORDED = "", "Not recorded"
        KNOWN = "known", "Known"
        UNKNOWN = "unknown", "Unknown"
        MISSING = "missing", "Missing"

    GUARDED: ClassVar = (*Authority.GUARDED, "is_named", "identity_protected")

    born = FuzzyDateField(blank=True)
    born_earliest = bound_field()
    born_latest = bound_field()
    died = FuzzyDateField(blank=True)
    died_earliest = bound_field()
    died_latest = bound_field()
    fate = models.CharField(
        max_length=10,
        choices=Fate.choices,
        default=Fate.NOT_RECORDED,
        blank=True,
        help_text="Unknown: the sources say that it is not known. Missing: someone has reported the person missing.",
    )
    fate_note = models.TextField("on the fate", blank=True, help_text="Who says what about it; attribute every claim.")
    is_named = models.BooleanField(default=False, editable=False)
    identity_protected = models.BooleanField(default=False, editable=False)

    class Meta(Authority.Meta):
        verbose_name_plural = "people"
        permissions: ClassVar = [
            ("protect_identity", "Can protect the identity of a person"),
            ("reveal_identity", "Can take back the protection of an identity"),
        ]
        constraints: ClassVar = [
            *Authority.Meta.constraints,
            models.CheckConstraint(
                condition=Q(born_earliest__isnull=True)
                | Q(died_latest__isnull=True)
                | Q(died_latest__gte=F("born_earliest")),
                name="person_died_after_birth",
                violation_error_message="The date of death lies before the date of birth.",
            ),
        ]


class PersonRelation(Record):
    """How one person stands to another, as a source has it: “person is the *kind* of other”."""

    class Kind(models.TextChoices):
        SPOUSE = "spouse", "Spouse of"
        PARENT = "parent", "Parent of"
        SIBLING = "sibling", "Sibling of"
        RELATIVE = "relative", "Relative of"
        COMMANDER = "commander", "Commander of"
        COMRADE = "comrade", "Comrade of"
        COLLEAGUE = "colleague", "Colleague of"
        NEIGHBOUR = "neighbour", "Neighbour of"

    INVERSE: ClassVar = {Kind.PARENT: "Child of", Kind.COMMANDER: "Under the command of"}
    NATURAL_KEY = ("person__public_id", "other__public_id", "kind")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    other = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="inverse_relations", verbose_name="other person"
    )
    source = models.ForeignKey("archive.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "other", "kind"], name="one_relation_of_a_kind"),
            models.CheckConstraint(
                condition=~Q(person=F("other")),
                name="relation_between_two_people",
                violation_error_message="A relation joins two different people.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display().lower()} {self.other}"

    @property
    def inverse_label(self) -> str:
        """How ``other`` stands to ``person``."""
        return self.INVERSE.get(self.Kind(self.kind), self.get_kind_display())
