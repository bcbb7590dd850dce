"""What is remembered of loaded records tells nothing of what was sealed or destroyed since."""

import hashlib
import json

import pytest

from archive.actions import publication
from archive.actions.erase import erase
from archive.actions.known_only_from import known_only_from
from archive.actions.lifting import lift
from archive.actions.protect import Coarser, protect
from archive.actions.redact import redact
from archive.importers.fixtures.memory import writable
from archive.lib.marks import PLACEHOLDER
from archive.models import LoadedRecord, Mention, Participation, Passage, Person, Session, TaggedTestimony, Testimony
from tests import cast
from tests.importers.conftest import PASSAGE, PERSON, PLACE, TESTIMONY, entry, pid

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(load, small):
    small += [
        entry("mention", passage=[PASSAGE], person=[PERSON], start=10, end=15),
        entry("note", public_id=pid(45), passage=[PASSAGE], text="The town.", start=10, end=15),
        entry("session", public_id=pid(46), testimony=[TESTIMONY], position=1, held_on="1992-03-04"),
    ]
    load(small)
    return small


def withhold(words="Agdam"):
    passage = Passage.objects.get(public_id=PASSAGE)
    start = passage.text.index(words)
    cut = {"start": start, "end": start + len(words), "seen_text": passage.text}
    return redact(passage, cast.staff("publisher"), reason_code="privacy", **cut)


def naming(*identifiers):
    lines = LoadedRecord.objects.values_list("label", "natural_key")
    return sorted({label for label, key in lines if any(each in key for each in identifiers)})


def plain_digest(record, given):
    """What anyone can make of a row, without a key: as digests once were made."""
    fields = {name: record._meta.get_field(name) for name in given}
    state = {
        name: None if getattr(record, field.attname) is None else field.value_to_string(record)
        for name, field in fields.items()
    }
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:32]


def test_withheld_words_cannot_be_tried_out_on_the_digests(loaded):
    """With a copy of the database from before, and no key: neither half is one that can be made of a guess."""
    digests = set(LoadedRecord.objects.values_list("digest", flat=True))
    withhold()
    guess = Passage.objects.get(public_id=PASSAGE)
    guess.text = guess.text.replace(PLACEHOLDER, "Agdam")
    for given in (writable(Passage), set(loaded[3]["fields"])):
        made = plain_digest(guess, given)
        assert not any(made in digest for digest in digests)


def test_a_redaction_forgets_what_was_loaded_of_the_passage_and_its_pins(loaded):
    assert naming(PASSAGE, pid(45)) == ["archive.mention", "archive.note", "archive.passage"]
    withhold()
    assert naming(PASSAGE, pid(45)) == []
    assert naming(TESTIMONY)  # the control: the rest is remembered


def test_what_was_forgotten_is_learnt_again_and_loaded_with_care(loaded, load, fields_of):
    mark = withhold()
    without_pins = [each for each in loaded if each["model"] not in ("archive.mention", "archive.note")]
    assert "0 new, 0 updated" in load(without_pins)
    assert naming(PASSAGE) == ["archive.passage"]
    lift(mark, cast.staff("administrator"), reason="He agreed.")
    assert "0 new, 0 updated" in load(loaded)
    fields_of("passage")["text"] = "They left Agdam on foot, in the night."
    assert "1 updated" in load(loaded)
    assert Mention.objects.filter(start=10).count() == 2


def test_protecting_forgets_what_was_loaded_of_the_person_and_the_recordings(loaded, load):
    testimony, person = Testimony.objects.get(), Person.objects.get()
    sealed = (PERSON, TESTIMONY, pid(46))
    assert {"archive.name", "archive.participation", "archive.session"} <= set(naming(*sealed))
    protect(person, cast.staff("publisher"), pseudonym="A mother", recordings={testimony.pk: Coarser("1992")})
    assert naming(*sealed) == []
    assert naming(PASSAGE)
    assert "0 updated" in load([each for each in loaded if each["model"] in ("archive.testimony", "archive.session")])
    assert not Session.objects.get().held_on


def test_what_was_taken_out_by_hand_stays_out_once_somebody_is_protected(loaded, load, refusal):
    """The attack: after protecting, a plain load brought back the sister and the tag that a curator had taken out."""
    sister, tag = pid(50), pid(51)
    ties = [
        entry("participation", testimony=[TESTIMONY], person=[sister], role="present", position=5),
        entry("taggedtestimony", tag=[tag], content_object=[TESTIMONY]),
    ]
    load([entry("person", public_id=sister), entry("tag", public_id=tag, name="Her village", language="en"), *ties])
    Participation.objects.filter(person__public_id=sister).delete()
    TaggedTestimony.objects.filter(tag__public_id=tag).delete()
    for tie in ties:
        assert "was deleted" in refusal([tie]), "the control"
    recordings = {Testimony.objects.get().pk: Coarser("1992")}
    protect(Person.objects.get(public_id=PERSON), cast.staff("publisher"), pseudonym="A mother", recordings=recordings)
    assert naming(TESTIMONY) == []
    for tie in ties:
        assert "was deleted" in refusal([tie])


def test_a_pin_taken_out_by_hand_stays_out_once_words_are_withheld(loaded, load, refusal):
    pin = entry("mention", passage=[PASSAGE], person=[PERSON], start=0, end=4)
    load([pin])
    Mention.objects.filter(start=0).delete()
    withhold()
    assert naming(PASSAGE) == []
    assert "was deleted" in refusal([pin])


def test_erasing_forgets_everything_that_was_loaded(loaded):
    testimony = Testimony.objects.get()
    publication.carry_out(publication.WITHDRAW, testimony, cast.staff("publisher"), reason="She asked.")
    testimony.refresh_from_db()
    people = [person.public_id for person in known_only_from(testimony)]
    assert people == [PERSON]
    erase(testimony, cast.staff("administrator"), reason="She asked.", people=people)
    assert naming(TESTIMONY, PASSAGE, PERSON, pid(45), pid(46)) == []
    assert naming(PLACE)


def test_an_unknown_digest_counts_as_changed_and_is_learnt_where_nothing_differs(loaded, load, fields_of):
    """As after the migration that emptied the digests of earlier versions."""
    LoadedRecord.objects.update(digest="")
    assert "0 new, 0 updated" in load(loaded)
    fields_of("person")["born"] = "1961"
    assert "1 updated" in load(loaded)


def test_a_long_natural_key_is_kept_by_a_keyed_hash(loaded, load):
    text = '"' * 255
    load([entry("name", person=[PERSON], text=text, language="en")])
    [key] = (
        LoadedRecord.objects.filter(label="archive.name")
        .exclude(natural_key__startswith="[")
        .values_list("natural_key", flat=True)
    )
    plain = json.dumps([PERSON, None, None, None, "en", text])
    assert key.startswith("hmac:")
    assert hashlib.sha256(plain.encode()).hexdigest() not in key
