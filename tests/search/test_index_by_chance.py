"""Whatever is done to the records, the index follows: `check_index` finds nothing afterwards."""

import random

import pytest

from archive.access.levels import Access
from archive.actions import access, consent, erase
from archive.actions.protect import protect
from archive.actions.publication import WITHDRAW, carry_out
from archive.actions.redact import redact
from archive.models import (
    IndexState,
    Mention,
    Name,
    Passage,
    Person,
    Tag,
    TaggedTestimony,
    Testimony,
)
from archive.search import checking, index
from archive.search.backends import proving
from archive.search.streams import Stream, pack
from tests import cast

pytestmark = pytest.mark.django_db


def faults(**options):
    return [(fault.kind, fault.where) for fault in checking.faults(**options)]


def kinds(**options):
    return {kind for kind, _where in faults(**options)}


class Curator:
    """Does one thing after the other to an archive, by chance."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.publisher, self.administrator = cast.staff("publisher"), cast.staff("administrator")
        self.people = [cast.person(f"Person {number}") for number in range(3)]
        self.places = [cast.place(f"Place {number}") for number in range(2)]
        self.tags = [Tag.objects.create(name=f"tag {number}") for number in range(2)]

    def any_of(self, records):
        found = list(records.order_by("pk"))
        return self.chance.choice(found) if found else None

    def words(self):
        return " ".join(self.chance.choices(["river", "bridge", "Place", "village", "Qarabağ", "мосты", "東京"], k=5))

    def new(self):
        state = self.chance.choice(cast.STATES)
        cast.testimony(text=self.words(), state=state, narrator=self.chance.choice(self.people))

    def edit(self):
        if passage := self.any_of(Passage.objects.exclude(text__startswith="[")):
            Mention.objects.filter(passage=passage).delete()
            passage.text = self.words()
            passage.save()

    def edit_many(self):
        passages = list(Passage.objects.all())
        for passage in passages:
            passage.position += 1
        Passage.objects.bulk_update(passages, ["position"])

    def retitle(self):
        if testimony := self.any_of(Testimony.objects.exclude(status="erased")):
            testimony.title = self.words()
            testimony.save()

    def add(self):
        if testimony := self.any_of(Testimony.objects.exclude(status="erased")):
            passage = cast.passage(testimony, f"{self.words()} river")
            cast.mention(passage, "river", self.chance.choice([*self.people, *self.places]))

    def retell(self):
        if passage := self.any_of(Passage.objects.all()):
            passage.reports = self.chance.choice(self.people)
            passage.save()

    def remove(self):
        if passage := self.any_of(Passage.objects.filter(transcript__testimony__status="draft")):
            passage.delete()

    def tag(self):
        if testimony := self.any_of(Testimony.objects.exclude(status="erased")):
            TaggedTestimony.objects.get_or_create(tag=self.chance.choice(self.tags), content_object=testimony)

    def untag(self):
        if tagged := self.any_of(TaggedTestimony.objects.all()):
            tagged.delete()

    def rename(self):
        if name := self.any_of(Name.objects.all()):
            name.text = self.words()
            name.save()

    def withdraw(self):
        if testimony := self.any_of(Testimony.objects.filter(status="published")):
            carry_out(WITHDRAW, testimony, self.publisher, reason="The narrator asked for it.")

    def close(self):
        if testimony := self.any_of(Testimony.objects.filter(status="published")):
            level = self.chance.choice([each for each in Access.values if each != testimony.access])
            access.set_access(testimony, self.publisher, access=level, embargo_until=None)

    def revoke(self):
        if given := self.any_of(cast.Consent.objects.filter(revoked_at=None)):
            left = [scope for scope in given.scopes_left if scope in ("may_read", "may_quote", "may_hear", "show_name")]
            consent.revoke(given, self.administrator, scopes=self.chance.sample(left, k=min(len(left), 1)), reason="")

    def redact(self):
        passage = self.any_of(Passage.objects.exclude(text="").exclude(transcript__testimony__status="erased"))
        if passage and not passage.text.startswith("["):
            word = passage.text.split()[0]
            redact(passage, self.publisher, start=0, end=len(word), reason_code="safety", seen_text=passage.text)

    def protect(self):
        if person := self.any_of(Person.objects.filter(identity_protected=False)):
            protect(person, self.publisher, pseudonym=f"Leyla {'abcdefghij'[self.chance.randrange(10)]}")

    def erase(self):
        if testimony := self.any_of(Testimony.objects.filter(status="withdrawn")):
            erase.erase(testimony, self.administrator, reason="The family asked for it.")

    DOINGS = (new, new, new, edit, edit_many, retitle, add, add, retell, remove, tag, untag, rename, withdraw, close)
    DOINGS = (*DOINGS, revoke, redact, protect, erase)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 10))])
def test_the_index_follows_whatever_is_done(seed):
    IndexState.objects.update_or_create(pk=1, defaults={"analyser": index.VERSION})
    curator = Curator(seed)
    for number in range(30):
        doing = curator.chance.choice(Curator.DOINGS) if number > 5 else Curator.new
        doing(curator)
        if number % 5 == 4:
            assert faults() == [], doing.__name__
    assert faults() == []


def test_every_doing_can_be_done():
    curator = Curator(1)
    for _each in range(12):
        curator.new()
    for doing in dict.fromkeys(Curator.DOINGS):
        doing(curator)
    assert kinds() <= {"version"}


def test_streams_that_cannot_be_read_are_none():
    assert proving.stream_in(b"no stream") is None
    assert proving.stream_in(pack(Stream(["a"], ["a"]))) is not None
