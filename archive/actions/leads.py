"""What leads to whom withheld words name without standing on them, and tells by that what was withheld.

Four things of a passage do: a mention that stands for the passage as a whole, the person whose words it retells, its
speaker, a statement made in it. They can be taken out of sight with the words: sealed with the mark, and brought back
when it is lifted.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

from archive.actions import connections
from archive.actions.marks import in_force
from archive.actions.refusals import LostRace
from archive.actions.sealing import Content, seal_words, words_of
from archive.lib.name_finding import NameFinder, stem
from archive.lib.text import ascii_fold
from archive.models import Mention, Name, Participation, Passage, Person, Statement
from archive.models.pins import MENTION_TARGETS
from archive.models.public_ids import Identified
from archive.models.statements import SUBJECTS

Sealed = dict[str, Any]
Span = tuple[int, int]

SAID = {
    "mention": "the passage as a whole is about",
    "reports": "retells the words of",
    "speaker": "is spoken by",
    "statement": "makes a statement about",
}
DIGITS = 32
"""How much of a digest (hexadecimal) tells one lead of a passage from the others."""


@dataclass(frozen=True)
class Lead:
    """One thing of ``passage`` that leads to ``target``. ``key`` is that of the mention, person, participation or
    statement; ``same`` says that the withheld words mean the target, as far as names and mentions tell."""

    passage: Passage
    kind: str
    key: int
    target: Identified
    same: bool
    wording: str = ""

    @property
    def code(self) -> str:
        return f"{self.passage.public_id}:{self.kind}:{self.key}"

    def __str__(self) -> str:
        wording = f": “{self.wording}”" if self.wording else ""
        return f"{self.passage.public_id} {SAID[self.kind]} {self.target}{wording}"

    @property
    def digest(self) -> str:
        """HMAC-SHA256 with the ledger's key of what leads to whom: recognises the lead on a restored backup, and does
        not tell whom the words name."""
        content = f"lead:{self.passage.public_id}:{self.kind}:{self.target.public_id}"
        return hmac.new(settings.ARCHIVE_LEDGER_KEY, content.encode(), hashlib.sha256).hexdigest()[:DIGITS]


def leads_of(passage: Passage, span: Span, others: Iterable[Passage] = ()) -> list[Lead]:
    """What leads to someone or something in ``passage``, of which the words of ``span`` are to be withheld.

    A speaker is among them only where the words mean the speaker; of ``others`` (where the same words stand, and
    translations) only what leads to whom or what they mean.
    """
    words = passage.text[slice(*span)]
    found = leading(passage, words, _meant_on(passage, span))
    meant = whom_they_mean(passage, span)
    rest = [lead for other in others if other != passage for lead in leading(other, words, meant) if lead.same]
    return [lead for lead in found if lead.same or lead.kind != "speaker"] + rest


def whom_they_mean(passage: Passage, span: Span) -> set[models.Model]:
    """Whom or what the words of ``span`` mean, as far as mentions on them and the names of what leads away tell."""
    meant = _meant_on(passage, span)
    return meant | {lead.target for lead in leading(passage, passage.text[slice(*span)], meant) if lead.same}


def _meant_on(passage: Passage, span: Span) -> set[models.Model]:
    return {each.target for each in Mention.objects.filter(passage=passage, start__lt=span[1], end__gt=span[0])}


def mentions_besides(passage: Passage, span: Span, leads: Iterable[Lead]) -> list[Mention]:
    """Mentions on other words of ``passage`` that lead to whom or what the words of ``span`` mean."""
    mentions = list(Mention.objects.filter(passage=passage).exclude(start=None))
    on_them = [each for each in mentions if each.start < span[1] and each.end > span[0]]
    meant = {each.target for each in on_them} | {each.target for each in leads if each.same}
    return [each for each in mentions if each not in on_them and each.target in meant]


def leading(passage: Passage, words: str, meant: set[models.Model]) -> list[Lead]:
    """Everything that leads to someone or something in ``passage``; ``words`` and ``meant`` tell whom is the same."""
    return list(_leading(passage, words, meant))


def _leading(passage: Passage, words: str, meant: set[models.Model]) -> Iterator[Lead]:
    def lead(kind: str, key: int, target: Any, wording: str = "") -> Lead:
        return Lead(passage, kind, key, target, target in meant or names(words, target), wording)

    for mention in Mention.objects.filter(passage=passage, start=None).select_related(*MENTION_TARGETS):
        yield lead("mention", mention.pk, mention.target)
    if passage.reports is not None:
        yield lead("reports", passage.reports.pk, passage.reports)
    if passage.speaker is not None:
        yield lead("speaker", passage.speaker.pk, passage.speaker.person)
    for statement in Statement.objects.filter(asserted_in=passage).select_related(*SUBJECTS):
        yield lead("statement", statement.pk, statement.subject, statement.wording)


def forms_of(target: models.Model) -> list[str]:
    """Every form of the name of ``target``, a person, organisation, place or event."""
    owned = Name.objects.filter(**{str(target._meta.model_name): target})
    return [form for name in owned for form in (name.text, name.sort_as) if form]


def names(words: str, target: models.Model) -> bool:
    """Whether ``words`` hold a name of ``target``, or are a part of one."""
    forms = forms_of(target)
    said = {stem(word) for word in ascii_fold(words).split()}
    parts = [{stem(word) for word in ascii_fold(form).split()} for form in forms]
    return NameFinder(forms).matches(words) or any(said and said <= part for part in parts)


def by_passage(codes: Iterable[str]) -> dict[str, list[str]]:
    """The codes of leads, by the identifier of their passage."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        grouped[code.partition(":")[0]].append(code)
    return grouped


def take(passage: Passage, codes: Iterable[str]) -> list[Sealed]:
    """Take the leads of ``passage`` with ``codes`` out of their tables; raises :class:`LostRace` where one is not there
    any more."""
    return [_taken(passage, *code.split(":")[1:]) for code in codes]


def _taken(passage: Passage, kind: str = "", key: str = "") -> Sealed:
    lost = LostRace("Someone else has changed what leads to these words meanwhile. Look again before you decide.")
    if kind not in SAID or not key.isdecimal():
        raise lost
    sealed: Sealed = {"kind": kind, "key": int(key)}
    if kind == "statement":
        statement = Statement.objects.filter(pk=sealed["key"], asserted_in=passage).first()
        if statement is None:
            raise lost
        sealed["row"] = connections.packed(statement)
        statement.delete()
        return sealed
    if kind != "mention":
        leading = Passage.objects.filter(pk=passage.pk, **{kind: sealed["key"]})
        if not leading.update(**{kind: None}, updated_at=timezone.now()):
            raise lost
        return sealed
    mention = Mention.objects.filter(pk=sealed["key"], passage=passage, start=None).first()
    if mention is None:
        raise lost
    targets = {each: getattr(mention, f"{each}_id") for each in MENTION_TARGETS}
    mention.delete()
    return sealed | targets | {"certainty": mention.certainty, "created_at": mention.created_at.isoformat()}


def put_back(passage: Passage, sealed: Iterable[Sealed]) -> None:
    """Bring back what :func:`take` took of ``passage``, now that its mark is lifted.

    While another mark of the passage withholds whom it leads to, it is sealed with that one. What someone has entered
    in its place meanwhile stays, and what it led to and was deleted is left out.
    """
    for each in sealed:
        target = _target_of(each)
        if target is None:
            continue
        if not _sealed_with_a_mark(passage, each, target):
            _enter(passage, each, target)


def put_back_connections(sealed: Iterable[Content], known: Iterable[str]) -> None:
    """Bring back what connects someone who is revealed, as :func:`archive.actions.connections.put_back` does. While a
    mark withholds of whom a statement is beside it, the statement is sealed with that mark."""
    for each in sealed:
        row = connections.unpacked(each)
        passage = row.asserted_in if isinstance(row, Statement) else None
        lead = {"kind": "statement", "key": 0, "row": each}
        target = _target_of(lead) if passage is not None else None
        if passage is None or target is None or not _sealed_with_a_mark(passage, lead, target):
            connections.put_back([each], known)


def _sealed_with_a_mark(passage: Passage, sealed: Sealed, target: models.Model) -> bool:
    """Whether a mark of ``passage`` withholds whom ``sealed`` leads to, so that it was sealed with that one."""
    for mark in in_force(passage).select_for_update():
        content = words_of(mark)
        if _withholds(content, target):
            seal_words(mark, {**content, "leads": [*content.get("leads", ()), sealed]})
            return True
    return False


def _target_of(sealed: Sealed) -> models.Model | None:
    if sealed["kind"] == "reports":
        return Person.objects.filter(pk=sealed["key"]).first()
    if sealed["kind"] == "speaker":
        part = Participation.objects.filter(pk=sealed["key"]).select_related("person").first()
        return part.person if part is not None else None
    if sealed["kind"] == "statement":
        statement = connections.unpacked(sealed["row"])
        return statement.subject if isinstance(statement, Statement) else None
    [kind] = [each for each in MENTION_TARGETS if sealed[each] is not None]
    return apps.get_model("archive", kind)._default_manager.filter(pk=sealed[kind]).first()


def meant_by(sealed: Content) -> set[models.Model]:
    """Whom or what withheld words mean, as far as what was sealed with them tells."""
    found = {_target_of(each) for each in sealed.get("leads", ())}
    pinned = ((kind, pin.get(kind)) for pin in sealed["pins"] for kind in MENTION_TARGETS)
    found |= {apps.get_model("archive", kind)._default_manager.filter(pk=key).first() for kind, key in pinned if key}
    return {each for each in found if each is not None}


def _withholds(content: Content, target: models.Model) -> bool:
    kind = str(target._meta.model_name)
    return any(pin.get(kind) == target.pk for pin in content["pins"]) or names(content["text"], target)


def _enter(passage: Passage, sealed: Sealed, target: models.Model) -> None:
    if sealed["kind"] == "mention":
        created = datetime.fromisoformat(sealed["created_at"])
        columns = {str(target._meta.model_name): target, "certainty": sealed["certainty"], "created_at": created}
        Mention.objects.create(passage=passage, **columns)
        return
    if sealed["kind"] == "statement":
        connections.put_back([sealed["row"]])
        return
    empty = Passage.objects.filter(pk=passage.pk, **{sealed["kind"]: None})
    empty.update(**{sealed["kind"]: sealed["key"]}, updated_at=timezone.now())
