"""A batch of synthetic testimonies, built in memory and written table by table."""

from datetime import datetime
from random import Random
from typing import Any

from archive.importers.synthetic import naming, shared, states
from archive.importers.synthetic.naming import Known
from archive.importers.synthetic.passages import Named, passage_text
from archive.importers.synthetic.shared import SYNTHETIC, Shared
from archive.importers.synthetic.tongues import Tongue, speech_of
from archive.models import (
    Consent,
    Mention,
    Participation,
    Passage,
    Person,
    Section,
    Session,
    Statement,
    TaggedTestimony,
    Term,
    Testimony,
    TestimonyLanguage,
    Transcript,
)

Warning = Testimony.content_warnings.through

ORDER = (
    Testimony,
    Consent,
    Participation,
    TestimonyLanguage,
    TaggedTestimony,
    Warning,
    Session,
    Transcript,
    Passage,
    Section,
    Mention,
    Statement,
)
"""The tables of a batch, parents first."""

NEW_NARRATORS = 0.65
"""The share of testimonies whose narrator tells for the first time."""
REMEMBERED = 500
"""How many earlier narrators may tell again."""
PASSAGES_TO_A_SECTION = 10
MILLISECONDS_TO_A_PASSAGE = 25_000


class Batches:
    """Builds and writes testimonies, batch by batch, from what they share."""

    def __init__(self, drawn_on: Shared, random: Random, now: datetime) -> None:
        self.shared = drawn_on
        self.random = random
        self.now = now
        self.narrators: list[Known] = []
        self.rows: dict[Any, list[Any]] = {}

    def write(self, first: int, count: int, passages: int) -> None:
        """Write ``count`` testimonies of ``passages`` passages, numbered from ``first``; inside a transaction."""
        for number, narrator in enumerate(self._narrators(count), start=first):
            self._testimony(number, narrator, passages)
        for model in ORDER:
            model.objects.bulk_create(self.rows.pop(model, []))

    def _add(self, record: Any) -> Any:
        self.rows.setdefault(type(record), []).append(record)
        return record

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _narrators(self, count: int) -> list[Known]:
        """A narrator for each of ``count`` testimonies: most are new, some have told before."""
        rows = [
            shared.person(self.random, self.shared.tongues)
            for number in range(count)
            if self._chance(NEW_NARRATORS) or (number == 0 and not self.narrators)
        ]
        new = naming.create(Person, rows, self.random)
        again = new + self.narrators
        chosen = new + [self.random.choice(again) for _ in range(count - len(new))]
        self.random.shuffle(chosen)
        self.narrators = again[:REMEMBERED]
        return chosen

    def _testimony(self, number: int, narrator: Known, passages: int) -> None:
        random = self.random
        tongue = self.shared.tongues.one(random)
        kind = random.choice(Testimony.Kind.values)
        state = states.STATES.one(random)
        consent = states.consent_of(state, random, self.now)
        testimony = self._add(
            Testimony(
                title=f"{speech_of(tongue.code).title(random)} (synthetic testimony {number})",
                abstract=f"{SYNTHETIC} {' '.join(speech_of('en').sentences(random, 20))}",
                kind=kind,
                collection=self.shared.collections.one(random),
                accession_number=f"SYN-{number:06}",
                recorded_on=random.choice(self.shared.told),
                covers=random.choice(self.shared.covered) if self._chance(0.7) else None,
                recorded_at_id=self.shared.places.one(random).pk if self._chance(0.6) else None,
                source_id=self.shared.sources.one(random) if kind == Testimony.Kind.PUBLISHED else None,
                rights_id=self._term(Term.Scheme.RIGHTS) if self._chance(0.8) else None,
                provenance=SYNTHETIC,
                synthetic=True,
                **states.columns_of(state, consent, random, self.now),
            )
        )
        if consent is not None:
            consent.testimony, consent.narrator_id = testimony, narrator.pk
            self._add(consent)
        self._about(testimony, tongue)
        self._transcript(testimony, narrator, tongue, passages)

    def _term(self, scheme: str) -> int | None:
        terms = self.shared.terms[scheme]
        return terms.one(self.random) if terms.things else None

    def _about(self, testimony: Testimony, tongue: Tongue) -> None:
        """Languages, tags and content warnings."""
        languages = {self.shared.languages[tongue.code]}
        if self._chance(0.15):
            languages.add(self.shared.languages[self.shared.tongues.one(self.random).code])
        for language in languages:
            self._add(TestimonyLanguage(testimony=testimony, language_id=language))
        for tag in self.shared.tags.different(self.random, self.random.randint(0, 5)):
            self._add(TaggedTestimony(content_object=testimony, tag_id=tag))
        warnings = self.shared.terms[Term.Scheme.CONTENT_WARNING]
        if warnings.things and self._chance(0.4):
            for term in warnings.different(self.random, 2):
                self._add(Warning(testimony=testimony, term_id=term))

    def _participants(self, testimony: Testimony, narrator: Known) -> list[Participation]:
        """The narrator, and in an interview who asks."""
        people = [
            Participation(
                testimony=testimony,
                person_id=narrator.pk,
                role=Participation.Role.NARRATOR,
                standing_id=self._term(Term.Scheme.STANDING),
            )
        ]
        others = [Participation.Role.INTERVIEWER] if testimony.kind == Testimony.Kind.INTERVIEW else []
        if self._chance(0.2):
            others.append(Participation.Role.TRANSLATOR)
        for position, role in enumerate(others, start=1):
            person = self.shared.interviewers.one(self.random)
            people.append(Participation(testimony=testimony, person_id=person.pk, role=role, position=position))
        return [self._add(each) for each in people]

    def _transcript(self, testimony: Testimony, narrator: Known, tongue: Tongue, passages: int) -> None:
        speakers = self._participants(testimony, narrator)
        is_interview = testimony.kind == Testimony.Kind.INTERVIEW
        length = MILLISECONDS_TO_A_PASSAGE * passages
        session = self._add(Session(testimony=testimony, duration_ms=length)) if is_interview else None
        transcript = self._add(
            Transcript(
                testimony=testimony,
                language=tongue.code,
                kind=Transcript.Kind.VERBATIM if is_interview else Transcript.Kind.EDITED,
                made_by="The generator of synthetic testimonies",
            )
        )
        for position in range(passages):
            asks = is_interview and position % 6 == 0
            passage = self._passage(transcript, session, position, tongue)
            passage.speaker = speakers[1 if asks else 0]
            if passages >= PASSAGES_TO_A_SECTION and position % PASSAGES_TO_A_SECTION == 0:
                self._section(testimony, session, passage, tongue)

    def _passage(self, transcript: Transcript, session: Session | None, position: int, tongue: Tongue) -> Passage:
        text, named = passage_text(self.random, tongue, self.shared, first=position == 0)
        passage = Passage(transcript=transcript, session=session, position=position + 1, text=text)
        passage.leaves_tombstone = transcript.testimony.leaves_tombstone
        if session is not None:
            passage.start_ms = position * MILLISECONDS_TO_A_PASSAGE
            passage.end_ms = passage.start_ms + MILLISECONDS_TO_A_PASSAGE
        if self._chance(0.03):
            passage.reports_id = self.shared.people.one(self.random).pk
        for each in named:
            self._mention(passage, each)
        return self._add(passage)

    def _mention(self, passage: Passage, named: Named) -> None:
        certainty = Mention.Certainty.CERTAIN if self._chance(0.9) else Mention.Certainty.PROBABLE
        mention = Mention(passage=passage, start=named.start, end=named.end, certainty=certainty)
        setattr(mention, f"{named.kind}_id", named.known.pk)
        self._add(mention)
        if named.kind == "event" and self._chance(0.3):
            self._add(
                Statement(
                    event_id=named.known.pk,
                    wording="Synthetic: so many people are said to have been there.",
                    figure=self.random.randint(1, 900),
                    unit="people",
                    asserted_in=passage,
                )
            )

    def _section(self, testimony: Testimony, session: Session | None, passage: Passage, tongue: Tongue) -> None:
        self._add(
            Section(
                testimony=testimony,
                session=session,
                first_passage=passage,
                start_ms=passage.start_ms,
                title=f"{speech_of(tongue.code).title(self.random)} (synthetic)",
                position=passage.position,
            )
        )
