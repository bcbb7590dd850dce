"""What the testimonies of a synthetic collection have in common: people, places, events, sources, tags."""

from dataclasses import dataclass
from random import Random
from typing import Any

from django.utils import timezone

from archive.access.levels import Access, Status
from archive.importers.synthetic import naming
from archive.importers.synthetic.chance import Shares, Zipf
from archive.importers.synthetic.dates import fuzzy_dates
from archive.importers.synthetic.naming import Known
from archive.importers.synthetic.sizes import Size
from archive.importers.synthetic.tongues import Tongue, speech_of, tongues_of
from archive.lib.fuzzy_dates import FuzzyDate
from archive.lib.text import fold_key
from archive.models import Collection, Event, Language, Organisation, Person, Place, Source, Tag, Term

SYNTHETIC = "Synthetic, made for trying out: nobody ever told this, and nobody in it ever lived."
DATES = 600
EAST_OF, NORTH_OF = -35, 5
"""Invented places lie in the middle of the Atlantic, where no one can take them for theirs."""


@dataclass(frozen=True)
class Shared:
    """What a batch of testimonies draws on."""

    collections: Zipf[Collection]
    people: Zipf[Known]
    interviewers: Zipf[Known]
    places: Zipf[Known]
    events: Zipf[Known]
    organisations: Zipf[Known]
    sources: Zipf[int]
    tags: Zipf[int]
    tongues: Shares[Tongue]
    languages: dict[str, int]
    terms: dict[str, Zipf[int]]
    told: list[FuzzyDate]
    covered: list[FuzzyDate]


def create(size: Size, random: Random, label: str) -> Shared:
    """Create what the testimonies share; ``label`` names this run in the titles of its collections."""
    languages = dict(Language.objects.values_list("code", "pk"))
    tongues = tongues_of(set(languages))
    terms = {scheme: _terms(scheme) for scheme in Term.Scheme.values}
    places = _places(size, random, tongues, terms)
    return Shared(
        collections=Zipf(_collections(size, random, label)),
        people=Zipf(naming.create(Person, [_person(random, tongues) for _ in range(size.people)], random)),
        interviewers=Zipf(naming.create(Person, [_person(random, tongues) for _ in range(size.interviewers)], random)),
        places=Zipf(places),
        events=Zipf(_events(size, random, tongues, terms, places)),
        organisations=Zipf(_organisations(size, random, tongues, terms)),
        sources=Zipf(_sources(size, random, tongues)),
        tags=Zipf(_tags(size, random)),
        tongues=tongues,
        languages=languages,
        terms=terms,
        told=fuzzy_dates(random, 1988, 2023, DATES),
        covered=fuzzy_dates(random, 1930, 2020, DATES),
    )


def person(random: Random, tongues: Shares[Tongue], description: str = SYNTHETIC) -> tuple[Any, ...]:
    """Columns, name and tongues of an invented person."""
    return {"description": description}, naming.person_name(random), [tongues.one(random)]


def _person(random: Random, tongues: Shares[Tongue]) -> tuple[Any, ...]:
    born = random.randint(1900, 1980)
    columns: dict[str, Any] = {"description": SYNTHETIC}
    if random.random() < 0.6:
        columns["born"] = FuzzyDate.parse(f"{born}{random.choice(['', '?', '~'])}")
        columns["fate"] = random.choice(Person.Fate.values)
    if random.random() < 0.3:
        columns["died"] = FuzzyDate.parse(f"{born + random.randint(15, 90)}")
    return columns, naming.person_name(random), _several(random, tongues, 3)


def _several(random: Random, tongues: Shares[Tongue], count: int) -> list[Tongue]:
    return list(dict.fromkeys(tongues.one(random) for _ in range(random.randint(1, count))))


def _terms(scheme: str) -> Zipf[int]:
    return Zipf(list(Term.objects.filter(scheme=scheme).values_list("pk", flat=True)))


def _collections(size: Size, random: Random, label: str) -> list[Collection]:
    """The whole as one collection, and its parts below it; the whole comes first, and holds most."""
    published = {"status": Status.PUBLISHED, "published_at": timezone.now(), "default_access": Access.PUBLIC}
    whole = Collection(title=f"Synthetic collection {label}", description=SYNTHETIC, **published)
    Collection.objects.bulk_create([whole])
    speech = speech_of("en")
    parts = [
        Collection(title=f"{speech.title(random)} (synthetic)", description=SYNTHETIC, parent=whole, **published)
        for _ in range(size.collections)
    ]
    return [whole, *Collection.objects.bulk_create(parts)]


def _places(size: Size, random: Random, tongues: Shares[Tongue], terms: dict[str, Zipf[int]]) -> list[Known]:
    """Regions, and settlements that lie in them."""
    kinds = terms[Term.Scheme.PLACE_KIND]

    def rows(count: int, **columns: Any) -> list[tuple[Any, ...]]:
        return [
            (
                _position(random) | columns | _kind(kinds, random),
                naming.place_name(random),
                _several(random, tongues, 4),
            )
            for _ in range(count)
        ]

    regions = naming.create(Place, rows(max(size.places // 20, 2)), random)
    settlements: list[Known] = []
    for region in regions:
        settlements += naming.create(Place, rows(size.places // len(regions), parent_id=region.pk), random)
    random.shuffle(settlements)
    return settlements + regions


def _position(random: Random) -> dict[str, Any]:
    columns: dict[str, Any] = {"description": SYNTHETIC}
    if random.random() < 0.7:
        columns["latitude"] = round(NORTH_OF + random.random() * 10, 5)
        columns["longitude"] = round(EAST_OF + random.random() * 10, 5)
        columns["precision"] = random.choice(Place.Precision.values[1:])
        columns["position_from"] = "Invented; no such place is there."
    return columns


def _kind(kinds: Zipf[int], random: Random) -> dict[str, Any]:
    return {"kind_id": kinds.one(random)} if kinds.things else {}


def _events(
    size: Size, random: Random, tongues: Shares[Tongue], terms: dict[str, Zipf[int]], places: list[Known]
) -> list[Known]:
    kinds = terms[Term.Scheme.EVENT_KIND]
    dates = fuzzy_dates(random, 1930, 2020, size.events)
    rows = [
        ({"description": SYNTHETIC, "date": date} | _kind(kinds, random), naming.title_of_several(random), [])
        for date in dates
    ]
    events = naming.create(Event, rows, random)
    there = Zipf(places)
    link = Event.places.through
    link.objects.bulk_create(
        link(event_id=event.pk, place_id=place.pk)
        for event in events
        for place in there.different(random, random.randint(1, 3))
    )
    return events


def _organisations(size: Size, random: Random, tongues: Shares[Tongue], terms: dict[str, Zipf[int]]) -> list[Known]:
    kinds = terms[Term.Scheme.ORGANISATION_KIND]
    rows = [
        ({"description": SYNTHETIC} | _kind(kinds, random), naming.title_of_several(random), [tongues.one(random)])
        for _ in range(size.organisations)
    ]
    return naming.create(Organisation, rows, random)


def _sources(size: Size, random: Random, tongues: Shares[Tongue]) -> list[int]:
    sources = []
    for issued in fuzzy_dates(random, 1990, 2023, size.sources):
        tongue = tongues.one(random)
        status = Status.PUBLISHED if random.random() < 0.9 else Status.DRAFT
        sources.append(
            Source(
                title=f"{speech_of(tongue.code).title(random)} (synthetic)",
                kind=random.choice(Source.Kind.values),
                language=tongue.code,
                description=SYNTHETIC,
                issued=issued,
                status=status,
                published_at=timezone.now() if status == Status.PUBLISHED else None,
            )
        )
    return [source.pk for source in Source.objects.bulk_create(sources)]


def _tags(size: Size, random: Random) -> list[int]:
    """Tags of this run, and those of earlier runs where it invents the same word again."""
    speech = speech_of("en")
    wanted = {fold_key(name): name for name in (f"{speech.title(random)} (synthetic)" for _ in range(size.tags))}
    there = set(Tag.objects.filter(key__in=wanted).values_list("key", flat=True))
    Tag.objects.bulk_create([Tag(name=name, language="en") for key, name in wanted.items() if key not in there])
    by_key = dict(Tag.objects.filter(key__in=wanted).values_list("key", "pk"))
    return [by_key[key] for key in wanted]
