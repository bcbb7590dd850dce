"""Canaries: a unique token in every text of every record, and who may see it.

A token is ``zq`` six digits ``zq``: no language folds it, shortens it or splits it. :func:`plant` fills every text
column of a model by itself, so that a column added tomorrow is planted tomorrow; what cannot carry a token stands in
:data:`WITHOUT_TOKEN` with the reason. Who may see what is written here from docs/visibility.md, not from the rules.
"""

import re
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models

from archive.lib.fuzzy_date_fields import FuzzyDateField

TOKEN = re.compile(r"zq\d{6}zq")
PUBLIC_ID = re.compile(r"(?<![0-9a-z])[a-z][0-9bcdfghjkmnpqrstvwxz]{8}(?![0-9a-z])")

STAFF = frozenset({"curator", "administrator"})
ACCOUNTS = STAFF | {"registered", "granted", "over", "revoked", "volunteer"}
EVERYONE = ACCOUNTS | {"visitor", "inactive"}
GRANTED = STAFF | {"granted"}
NOBODY: frozenset[str] = frozenset()

WORKBENCH_ONLY = ("/admin/",)
"""What curators see in the workbench and nobody on a public page, themselves included."""

READERS = {
    "public": EVERYONE,
    "registered": ACCOUNTS,
    "on_request": GRANTED,
    "closed": STAFF,
    "embargoed": STAFF,
    "embargoed_on_request": STAFF,
    "draft": STAFF,
    "in_review": STAFF,
    "withdrawn": STAFF,
    "withdrawn_quietly": STAFF,
    "no_consent": STAFF,
    "consent_over": STAFF,
    "consent_to_come": STAFF,
    "registered_unknown": ACCOUNTS,
    "on_request_unknown": GRANTED,
    "embargoed_unknown": STAFF,
    "erased": NOBODY,
    "unnamed": EVERYONE,
    "unquotable": EVERYONE,
    "redacted": EVERYONE,
    "protected": EVERYONE,
}
"""Who reads a testimony in each state."""

STUBS = {"registered", "on_request", "embargoed", "embargoed_on_request"}
"""The states of which everyone is told that the testimony exists."""

REGISTER = "/admin/archive/publicid/"
"""Where staff read every identifier that was ever given, and nothing else of what it names."""
TOMBSTONES = {"withdrawn", "erased"}
"""The states that answer 410 to those who may not read."""

PREVIEWED = {
    *(
        "testimony.title",
        "testimony.abstract",
        "testimony.licence",
        "testimony.provenance",
        "participation.credited_as",
    ),
    *("transcript.made_by", "transcript.checked_by", "transcript.public_id", "passage.text", "passage.public_id"),
    *("note.text", "note.public_id", "statement.wording", "statement.cites", "statement.unit", "statement.public_id"),
    *("name.text", "tag.name", "language.label", "term.label"),
}
"""What a preview link shows of its draft, to whoever has it: what a reader with access would see there, and no more."""

DERIVED = "derived from a column that is planted"
CODE = "a code, not free text"
DATE = "a date carries no token; the comparison before and after hidden records were added covers it"
WITHOUT_TOKEN = {
    "Authority.heading": DERIVED,
    "Authority.sort_key": DERIVED,
    "collection.sort_key": DERIVED,
    "source.sort_key": DERIVED,
    "testimony.sort_key": DERIVED,
    "tag.key": DERIVED,
    "tag.slug": DERIVED,
    "tag.language": CODE,
    "name.folded": DERIVED,
    "name.script": CODE,
    "name.language": CODE,
    "source.language": CODE,
    "transcript.language": CODE,
    "language.code": CODE,
    "mention.surface": DERIVED,
    "note.surface": DERIVED,
    "consent.revoked_scopes": "names of scopes and moments, no free text",
    "consent.document": "the name it came with is not kept; what is in it is planted",
    "mediafile.file": "the name it came with is not kept; what is in it is planted",
    "term.code": "the vocabulary is public as a whole",
    "term.label": "the vocabulary is public as a whole",
    "term.definition": "the vocabulary is public as a whole",
    "term.uri": "the vocabulary is public as a whole",
    "publicid.value": "the identifiers are canaries themselves",
    "publicid.names": CODE,
    "sealedtext.key_id": "which key sealed it",
    "sealedidentity.key_id": "which key sealed it",
    "previewlink.token_digest": "a hash",
    "proposedaction.code": CODE,
    "proposedaction.permission": CODE,
    "proposedaction.record_kind": CODE,
    "proposedaction.record": "the identifiers are canaries themselves",
    "proposedaction.state_seen": CODE,
    "proposedaction.details": "codes and identifiers, as its model says",
    "residue.subject": "the identifiers are canaries themselves",
    "residue.path": "the place of a file that is being deleted; no name it came with",
    "residue.tables": CODE,
    "emailconfirmation.key": "the table stays empty: the keys in mails are signed, not kept",
    "ledgerentry.subject_kind": CODE,
    "ledgerentry.subject": "the identifiers are canaries themselves",
    "ledgerentry.codes": CODE,
    "ledgerentry.reason_digest": "a hash",
    "ledgerentry.previous_hash": "a hash",
    "ledgerentry.entry_hash": "a hash",
    "ledgerhead.entry_hash": "a hash",
    "ledgerreason.salt": "a salt",
    "loadedrecord.label": CODE,
    "loadedrecord.natural_key": "no page reads the table, and it holds identifiers",
    "loadedrecord.digest": "a keyed hash",
    "indexedtestimony.facets": "marks with keys of records, no words",
    "indexedtext.part": CODE,
    "indexedtext.digest": "a hash",
    "posting.term": DERIVED,
    "indexedname.owner": CODE,
    "indexedname.word": DERIVED,
}


def text_columns(model: type[models.Model]) -> list[models.Field]:
    """The columns of ``model`` that hold words someone typed; a choice of the code is none."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField)
    named = [each for each in model._meta.concrete_fields if isinstance(each, kinds) and each.name != "public_id"]
    return [each for each in named if not each.choices]


def label_of(column: models.Field) -> str:
    return f"{column.model._meta.model_name}.{column.name}"


def reason_against(column: models.Field) -> str | None:
    """Why ``column`` carries no token; None where it must carry one."""
    if isinstance(column, FuzzyDateField):
        return DATE
    if column.name in ("heading", "sort_key") and hasattr(column.model, "WITHOUT_NAME"):
        return WITHOUT_TOKEN[f"Authority.{column.name}"]
    return WITHOUT_TOKEN.get(label_of(column))


@dataclass(frozen=True)
class Canary:
    """Where a token was planted and who may see it: ``only`` are the beginnings of the addresses it is kept to,
    ``never`` those of the public pages where none but staff may."""

    room: str
    label: str
    readers: frozenset[str]
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass
class World:
    """All that was planted: the canaries by token, the records by model with the room they belong to."""

    canaries: dict[str, Canary] = field(default_factory=dict)
    identifiers: dict[str, Canary] = field(default_factory=dict)
    records: dict[str, list[tuple[str, models.Model]]] = field(default_factory=dict)
    planted: set[str] = field(default_factory=set)
    previews: dict[str, str] = field(default_factory=dict)  # the room that an address shows before publication
    numbers: Any = field(default_factory=lambda: count(1))

    def token(
        self,
        room: str,
        label: str,
        readers: frozenset[str],
        only: tuple[str, ...] = (),
        never: tuple[str, ...] = (),
    ) -> str:
        made = f"zq{next(self.numbers):06d}zq"
        self.canaries[made] = Canary(room, label, readers, only, never)
        self.planted.add(label)
        return made

    def plant(
        self,
        model: type[models.Model],
        room: str,
        readers: frozenset[str],
        *,
        told_to: frozenset[str] = NOBODY,
        only: tuple[str, ...] = (),
        never: tuple[str, ...] = (),
        **given: Any,
    ) -> Any:
        """A new row of ``model``: ``given`` columns as they are, every other text column with a token of its own.

        ``told_to`` are told of its identifier beyond its readers: where a stub stands.
        """
        for column in text_columns(model):
            if column.name in given or reason_against(column) is not None:
                continue
            token = self.token(room, label_of(column), readers, only, never)
            given[column.name] = f"https://example.org/{token}" if isinstance(column, models.URLField) else token
        record = model._default_manager.create(**given)
        self.enter(record, room, readers | told_to, never)
        return record

    def enter(self, record: models.Model, room: str, told_to: frozenset[str], never: tuple[str, ...] = ()) -> None:
        name = record._meta.model_name
        self.records.setdefault(name, []).append((room, record))
        if hasattr(record, "public_id"):
            self.identifiers[record.public_id] = Canary(room, f"{name}.public_id", told_to, (), never)

    def nobodys(self, token: str) -> None:
        """From now on nobody may see ``token``: an action took it out of what anyone reads."""
        self.canaries[token] = replace(self.canaries[token], readers=NOBODY)

    def forget_what_is_gone(self) -> None:
        """Drop the records whose rows an action deleted; their tokens and identifiers stay."""
        for name, entered in self.records.items():
            model = type(entered[0][1])
            there = set(model._base_manager.values_list("pk", flat=True))
            self.records[name] = [(room, record) for room, record in entered if record.pk in there]

    def words(self, room: str, label: str, readers: frozenset[str], text: str, only: tuple[str, ...] = ()) -> str:
        """``text`` with a token before it, so that words in it can be pinned."""
        return f"{self.token(room, label, readers, only)} {text}"

    def content(self, room: str, label: str, readers: frozenset[str], name: str) -> ContentFile:
        return ContentFile(self.token(room, label, readers).encode(), name=name)

    def all(self, model_name: str) -> list[models.Model]:
        return [record for _room, record in self.records.get(model_name, [])]

    def leaks(self, identity: str, address: str, text: str) -> list[str]:
        """What stands in ``text``, answered to ``identity`` at ``address``, that it may not see, in words."""
        lowered, asked = text.lower(), address.lower()
        found = []
        for token in set(TOKEN.findall(lowered)):
            canary = self.canaries.get(token)
            if canary is not None and token not in asked and not self.allowed(canary, identity, address):
                if self.previewed(canary, address):
                    continue
                found.append(f"{identity} at {address}: {canary.label} of “{canary.room}” ({token})")
        in_register = identity in STAFF and address.startswith(REGISTER)
        for value in set(PUBLIC_ID.findall(lowered)) if not in_register else ():
            canary = self.identifiers.get(value)
            if canary is not None and value not in asked and not self.allowed(canary, identity, address):
                if self.previewed(canary, address):
                    continue
                found.append(f"{identity} at {address}: {canary.label} of “{canary.room}” ({value})")
        return found

    def previewed(self, canary: Canary, address: str) -> bool:
        """Whether ``address`` is that of a preview which may show it."""
        shown = self.previews.get(address.partition("?")[0])
        return canary.label in PREVIEWED and canary.room == shown

    @staticmethod
    def tokens_in(text: str) -> list[str]:
        return TOKEN.findall(text.lower())

    @staticmethod
    def allowed(canary: Canary, identity: str, address: str) -> bool:
        if identity not in canary.readers or (identity not in STAFF and address.startswith(canary.never)):
            return False
        if canary.only == WORKBENCH_ONLY:
            return address.startswith(WORKBENCH_ONLY)
        return not canary.only or identity in STAFF or address.startswith(("/admin/", *canary.only))


def forgotten(world: World) -> list[str]:
    """The text columns of the archive's models, and of accounts', that are neither planted nor excused."""
    return sorted(
        label_of(column)
        for app in ("archive", "account", "mfa")
        for model in apps.get_app_config(app).get_models()
        for column in text_columns(model)
        if reason_against(column) is None and label_of(column) not in world.planted
    )
