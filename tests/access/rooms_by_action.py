"""The rooms that an action makes: words withheld, an identity protected, a testimony erased, each by the real action.

Tokens that an action takes out of readers' tables are nobody's afterwards.
"""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from archive.actions.connections import connections_of
from archive.actions.erase import erase
from archive.actions.known_only_from import known_only_from
from archive.actions.protect import protect
from archive.actions.redact import Place, redact
from archive.models import (
    EventParticipation,
    Mention,
    Name,
    Note,
    Participation,
    Person,
    PersonRelation,
    ProposedAction,
    Residue,
)
from tests.access.canaries import NOBODY, READERS, STAFF, World, text_columns


def decider() -> User:
    """Who takes the decisions in the house."""
    return User.objects.filter(username="decider").first() or User.objects.create_superuser("decider")


def tokens_in(world: World, *records: Any) -> set[str]:
    """The tokens that stand in the rows of ``records`` now."""
    rows = [each._meta.model._base_manager.get(pk=each.pk) for each in records]
    return {
        token
        for row in rows
        for column in text_columns(type(row))
        for token in world.tokens_in(str(column.value_from_object(row)))
    }


def withhold_words(world: World, here: SimpleNamespace) -> None:
    """Words of the first passage go, with the mention and the note that stand on them, and whom only these speak of."""
    room, passage = here.state, here.passages[0]
    words = world.token(room, "words withheld", NOBODY)
    only_there = world.plant(Person, room, STAFF)
    world.plant(Name, room, STAFF, language="en", preferred=True, person=only_there)
    passage.text = f"{passage.text} By the bridge stood {words}."
    passage.save()
    start = passage.text.index(words)
    Mention.objects.create(passage=passage, person=only_there, start=start, end=start + len(words))
    Note.objects.create(
        passage=passage, start=start, end=start + len(words), text=world.token(room, "note sealed along", NOBODY)
    )
    mark = redact(passage, decider(), start=start, end=start + len(words), reason_code="safety", seen_text=passage.text)
    here.withheld = words
    world.enter(mark, room, NOBODY)


def protect_narrator(world: World, here: SimpleNamespace) -> None:
    """The narrator's names, life, credits and connections are sealed, and a passage that says the name loses it."""
    room, narrator, passage = here.state, here.narrator, here.passages[1]
    names = Name.objects.filter(person=narrator)
    parts = Participation.objects.filter(person=narrator)
    sealed = tokens_in(world, narrator, *names, *parts, *connections_of(narrator))
    real = names.get(preferred=True).text
    passage.text = f"{passage.text} They called me {real}."
    passage.save()
    start = passage.text.index(real)
    protect(
        narrator,
        decider(),
        pseudonym=world.token(room, "name.pseudonym", READERS[room]),
        withhold=[Place(passage.public_id, start, start + len(real), real)],
    )
    for token in sealed:
        world.nobodys(token)
    here.withheld = real


def erase_testimonies(world: World, here: SimpleNamespace) -> None:
    """Both testimonies of the room, and everyone known only from them."""
    erase(here.bare, decider(), reason="Asked for by the family.")
    people = known_only_from(here.testimony)
    theirs = [*people, *Name.objects.filter(person__in=people), *EventParticipation.objects.filter(person__in=people)]
    theirs += PersonRelation.objects.filter(Q(person__in=people) | Q(other__in=people))
    gone = tokens_in(world, *theirs)
    erase(here.testimony, decider(), reason="Asked for.", people=[person.public_id for person in people])
    for token in gone:
        world.nobodys(token)
    for value, canary in world.identifiers.items():
        if canary.room == here.state:  # the register, which curators read, keeps the line of what is gone
            world.identifiers[value] = replace(canary, readers=canary.readers | STAFF)
    for row in Residue.objects.all():
        world.enter(row, here.state, NOBODY)


def ask_for_a_second_person(world: World, testimony: Any, asker: User) -> None:
    """A decision that waits for another person, and what an account keeps beside its login."""
    now = timezone.now()
    proposal = ProposedAction.objects.create(
        code="publish",
        permission="archive.publish_testimony",
        record_kind="archive.testimony",
        record=testimony.public_id,
        state_seen="in_review",
        reason=world.token("draft", "proposedaction.reason", STAFF),
        proposed_by=asker,
        proposed_at=now,
        expires_at=now + timedelta(days=1),
    )
    world.enter(proposal, "draft", NOBODY)
    address = f"{world.token('accounts', 'emailaddress.email', NOBODY)}@example.org"
    EmailAddress.objects.create(user=asker, email=address, verified=True, primary=True)
    secret = {"secret": world.token("accounts", "authenticator.data", NOBODY)}
    Authenticator.objects.create(user=asker, type=Authenticator.Type.TOTP, data=secret)
