"""One record of everything that the workbench shows, each call a fresh set."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from archive.actions.publication import WITHDRAW, carry_out
from archive.models import (
    AccessGrant,
    AccessRequest,
    EventParticipation,
    Language,
    MediaFile,
    Note,
    PersonRelation,
    PreviewLink,
    ProposedAction,
    Residue,
    Section,
    Session,
    SourceContribution,
    Tag,
    TaggedTestimony,
    TestimonyLanguage,
)
from tests import cast


def furnish() -> dict[str, Any]:
    """A testimony with a part of every kind, the authorities it speaks of and a decision in the ledger; by name."""
    number = next(cast.numbers)
    teller, other = cast.person(f"Teller {number}"), cast.person(f"Other {number}")
    place, event, office = cast.place(f"Place {number}"), cast.event(f"Event {number}"), cast.organisation()
    testimony = cast.testimony(f"Account {number}", narrator=teller, recorded_at=place)
    passage = testimony.transcripts.get().passages.get()
    source = cast.source(f"Article {number}", publisher=office)
    SourceContribution.objects.create(source=source, person=other, role="author")
    PersonRelation.objects.create(person=teller, other=other, kind="sibling", source=source)
    EventParticipation.objects.create(person=teller, event=event, role="survivor", source=source)
    cast.mention(passage, "river", place)
    Note.objects.create(passage=passage, text="The upper river.", start=0, end=3)
    cast.statement(event, asserted_by=source)
    cast.statement(place, asserted_in=passage)
    session = Session.objects.create(testimony=testimony, position=1, place=place)
    Section.objects.create(testimony=testimony, session=session, title=f"Beginning {number}", first_passage=passage)
    media_file = MediaFile.objects.create(
        testimony=testimony, session=session, kind="audio", file=ContentFile(b"sound", name="tape.wav")
    )
    language, _new = Language.objects.get_or_create(code="az", defaults={"label": "Azerbaijani"})
    TestimonyLanguage.objects.create(testimony=testimony, language=language)
    tag = Tag.objects.create(name=f"Tag {number}")
    TaggedTestimony.objects.create(tag=tag, content_object=testimony, printed_by=source)
    _ask(testimony, number)
    _leave(testimony)
    carry_out(WITHDRAW, cast.testimony(f"Withdrawn {number}"), cast.staff("publisher"), reason=f"Asked for {number}")
    return {
        "testimony": testimony,
        "passage": passage,
        "person": teller,
        "place": place,
        "event": event,
        "source": source,
        "media_file": media_file,
        "tag": tag,
    }


def _leave(testimony: Any) -> None:
    """Something that waits for a second person, and something that is still to be cleaned."""
    now = timezone.now()
    Residue.objects.create(subject=testimony.public_id, kind="database", left_at=now)
    ProposedAction.objects.create(
        code="erase",
        permission="archive.erase_testimony",
        record_kind="archive.testimony",
        record=testimony.public_id,
        proposed_at=now,
        expires_at=now + timedelta(days=14),
    )


def _ask(testimony: Any, number: int) -> None:
    researcher, now = cast.user(f"researcher {number}"), timezone.now()
    request = AccessRequest.objects.create(
        testimony=testimony, researcher=researcher, purpose="A book", agreed_to_terms_at=now
    )
    PreviewLink.objects.create(
        testimony=testimony, token_digest=f"{number:064}", for_whom="A relative", expires_at=now + timedelta(days=9)
    )
    AccessGrant.objects.create(
        testimony=testimony,
        researcher=researcher,
        request=request,
        valid_from=now,
        valid_until=now + timedelta(days=30),
    )
