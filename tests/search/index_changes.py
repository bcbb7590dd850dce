"""Everything that can be done to a record of the valley which the index of search has to follow."""

from datetime import timedelta

from django.utils import timezone

from archive.access.levels import Status
from archive.actions.erase import erase
from archive.actions.publication import WITHDRAW, carry_out
from archive.actions.redact import redact
from archive.models import (
    Collection,
    MediaFile,
    Mention,
    Name,
    Participation,
    Passage,
    Tag,
    TaggedTestimony,
    Testimony,
    TestimonyLanguage,
    Transcript,
)
from archive.search import index
from tests import cast


def saved(record, **columns):
    for column, value in columns.items():
        setattr(record, column, value)
    record.save()


def guarded(record, **columns):
    type(record)._default_manager.filter(pk=record.pk).write_guarded(**columns)


def bulk_updated(records, **columns):
    records = list(records)
    for record in records:
        for column, value in columns.items():
            setattr(record, column, value)
    type(records[0])._default_manager.bulk_update(records, list(columns))


def second_transcript(valley, name="mill", **columns):
    return Transcript.objects.create(
        testimony=valley.testimonies[name], **{"language": "en", "kind": "edited"} | columns
    )


def moved_transcript(valley):
    saved(valley.testimonies["river"].transcripts.get(), testimony=valley.testimonies["mill"])


def moved_empty_transcript(valley):
    saved(second_transcript(valley, "river", language="fr", kind="translation"), testimony=valley.testimonies["mill"])


def moved_transcripts_in_bulk(valley):
    Transcript.objects.filter(testimony=valley.testimonies["river"]).update(testimony=valley.testimonies["mill"])


def loaded_raw(valley):
    passage = valley.passages["mill", 1]
    passage.text = "Loaded gooseberry."
    passage.save_base(raw=True, update_fields=["text"])


def loosened_media(valley):
    record = MediaFile.objects.create(
        testimony=valley.testimonies["de"], kind="video", rendition="access", file="de.mp4", access="closed"
    )
    guarded(record, access="")


def forgotten_tag(valley):
    TaggedTestimony.objects.filter(tag=valley.records["flight"]).delete()
    Tag.objects.filter(preferred=valley.records["flight"]).update(preferred=None)
    valley.records["flight"].delete()


def erased(valley):
    record = cast.testimony("To be erased", state="withdrawn", text="Gooseberry jam.")
    erase(record, cast.staff("administrator"), reason="Asked for")


def withheld(valley):
    passage = valley.passages["road", 2]
    redact(passage, cast.staff("administrator"), start=0, end=4, reason_code="privacy", seen_text=passage.text)


def withdrawn(valley):
    carry_out(WITHDRAW, Testimony.objects.get(pk=valley.testimonies["road"].pk), cast.staff("publisher"), reason="So")


def collected(valley):
    with index.collecting():
        saved(valley.passages["mill", 1], text="First gooseberry.")
        with index.collecting():
            saved(valley.passages["mill", 1], text="Second gooseberry.")
            valley.passages["draft", 1].delete()
        saved(valley.testimonies["river"], title="Gooseberry")


CHANGES = {
    # testimonies
    "title": lambda v: saved(v.testimonies["mill"], title="Gooseberry"),
    "abstract": lambda v: saved(v.testimonies["mill"], abstract="About gooseberries."),
    "abstract by update()": lambda v: Testimony.objects.filter(kind="letter").update(abstract="Gooseberry"),
    "titles in bulk": lambda v: bulk_updated(Testimony.objects.all(), title="Gooseberry"),
    "kind": lambda v: saved(v.testimonies["mill"], kind="speech"),
    "time told of": lambda v: saved(v.testimonies["mill"], covers="1950"),
    "collection": lambda v: saved(v.testimonies["mill"], collection=v.records["accounts"]),
    "place of recording": lambda v: saved(v.testimonies["mill"], recorded_at=v.records["Tbilisi"]),
    "access": lambda v: guarded(v.testimonies["mill"], access="registered"),
    "embargo": lambda v: guarded(v.testimonies["mill"], embargo_until=timezone.now() + timedelta(days=3)),
    "consent ends": lambda v: guarded(v.testimonies["mill"], readable_until=timezone.now() + timedelta(days=3)),
    "name hidden": lambda v: guarded(v.testimonies["mill"], nameable_from=None),
    "name until": lambda v: guarded(v.testimonies["mill"], nameable_until=timezone.now() + timedelta(days=3)),
    "withdrawn": withdrawn,
    "a draft is published": lambda v: guarded(
        v.testimonies["draft"], status=Status.PUBLISHED, published_at=timezone.now()
    ),
    "erased": erased,
    "a draft is deleted": lambda v: v.testimonies["draft"].delete(),
    "drafts are deleted": lambda v: Testimony.objects.filter(status=Status.DRAFT).delete(),
    # passages
    "text": lambda v: saved(v.passages["mill", 1], text="Gooseberry."),
    "text in bulk": lambda v: bulk_updated(Passage.objects.filter(transcript__language="en"), text="Gooseberry."),
    "text by an action": lambda v: guarded(v.passages["mill", 1], text="Gooseberry."),
    "raw, as loaddata writes": loaded_raw,
    "empty text": lambda v: saved(v.passages["mill", 1], text=""),
    "redacted": withheld,
    "passages in bulk": lambda v: Passage.objects.bulk_create(
        Passage(transcript=v.passages["mill", 1].transcript, position=9 + n, text=f"Gooseberry {n}.") for n in range(5)
    ),
    "passage access": lambda v: guarded(v.passages["mill", 1], access="closed"),
    "speaker": lambda v: saved(v.passages["mill", 1], speaker=None),
    "speakers by update()": lambda v: Passage.objects.all().update(speaker=None),
    "retold words": lambda v: saved(v.passages["mill", 1], reports=v.records["Jafarov"]),
    "a passage goes": lambda v: v.passages["draft", 1].delete(),
    "a passage moves": lambda v: saved(v.passages["river", 1], transcript=v.passages["mill", 1].transcript),
    "passages move in bulk": lambda v: bulk_updated(
        [v.passages["river", 1], v.passages["road", 1]], transcript=v.passages["mill", 1].transcript
    ),
    "passages move by update()": lambda v: Passage.objects.filter(transcript__language="ja").update(
        transcript=v.passages["mill", 1].transcript
    ),
    "a passage moves behind a door": lambda v: saved(
        v.passages["river", 1], transcript=v.passages["closed", 1].transcript
    ),
    # transcripts
    "language": lambda v: saved(v.passages["tr", 1].transcript, language="en"),
    "language by update()": lambda v: Transcript.objects.all().update(language="tr"),
    "transcript access": lambda v: guarded(v.passages["mill", 1].transcript, access="registered"),
    "a transcript more": second_transcript,
    "a transcript goes": lambda v: v.passages["draft", 1].transcript.delete(),
    "a transcript moves": moved_transcript,
    "an empty transcript moves": moved_empty_transcript,
    "transcripts move by update()": moved_transcripts_in_bulk,
    # what is pinned to them
    "a mention": lambda v: cast.mention(v.passages["mill", 1], "The mill", v.records["Nowhere"]),
    "a mention goes": lambda v: Mention.objects.filter(place=v.records["Khojaly"]).first().delete(),
    "mentions go": lambda v: Mention.objects.filter(place=v.records["Khojaly"]).delete(),
    "mentions by update()": lambda v: Mention.objects.filter(place=v.records["Khojaly"]).update(
        place=v.records["Nowhere"]
    ),
    "a mention moves": lambda v: saved(
        Mention.objects.filter(event=v.records["fire"]).get(), passage=v.passages["mill", 1], start=0, end=3
    ),
    # who takes part
    "a participation": lambda v: Participation.objects.create(
        testimony=v.testimonies["mill"], person=v.records["Jafarov"], role="interviewer"
    ),
    "another person": lambda v: Participation.objects.filter(testimony=v.testimonies["mill"]).update(
        person=v.records["Jafarov"]
    ),
    "another standing": lambda v: saved(
        v.testimonies["mill"].participations.get(), standing=cast.term("standing", "witness")
    ),
    "a participation moves": lambda v: saved(
        Participation.objects.create(testimony=v.testimonies["mill"], person=v.records["Jafarov"], role="interviewer"),
        testimony=v.testimonies["de"],
    ),
    "a person is protected": lambda v: guarded(v.records["Natiq"], identity_protected=True),
    # names
    "a name": lambda v: cast.also_called(v.records["Khojaly"], "Zzorp"),
    "a renamed person": lambda v: saved(Name.objects.get(text="Notik Kasimov"), text="Zzorp Kasimov"),
    "a name goes": lambda v: Name.objects.get(text="Натик Касымов").delete(),
    "names go": lambda v: Name.objects.filter(place=v.records["Khojaly"]).delete(),
    "no name is left": lambda v: Name.objects.filter(person=v.records["narrator of mill"]).delete(),
    "a person goes": lambda v: cast.person("Nobody Here").delete(),
    # tags and languages
    "a tag": lambda v: v.testimonies["mill"].tags.add("Gooseberry"),
    "tags set": lambda v: v.testimonies["river"].tags.set(["Winter night", "Gooseberry"]),
    "a tag removed": lambda v: v.testimonies["river"].tags.remove(v.records["flight"]),
    "tags cleared": lambda v: v.testimonies["river"].tags.clear(),
    "a renamed tag": lambda v: saved(v.records["flight"], name="Escape"),
    "a tag becomes a form": lambda v: saved(v.records["winter night"], preferred=v.records["flight"]),
    "a form becomes a tag": lambda v: saved(v.records["qaçqınlıq"], preferred=None),
    "a tag goes": forgotten_tag,
    "a language": lambda v: TestimonyLanguage.objects.create(
        testimony=v.testimonies["mill"], language=v.records["in ru"]
    ),
    "a language goes": lambda v: TestimonyLanguage.objects.filter(testimony=v.testimonies["mill"]).delete(),
    # collections and files
    "a collection is withdrawn": lambda v: guarded(
        v.records["letters"], status=Status.WITHDRAWN, withdrawn_at=timezone.now()
    ),
    "a collection is a draft": lambda v: guarded(v.records["accounts"], status=Status.DRAFT),
    "collections by update()": lambda v: Collection.objects.all().update(description="Gooseberry"),
    "a file": lambda v: MediaFile.objects.create(
        testimony=v.testimonies["de"], kind="audio", rendition="access", file="de.mp3"
    ),
    "a file is opened": loosened_media,
    "collected": collected,
}
