"""Which testimonies match a plan, and how often each thing looked for stands in them.

The public half answers from postings, and from the database's own index where words must stand together. The restricted
half is asked text by text, and only about what the viewer may read: access is decided before anything is matched.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from archive.access.levels import INHERITED, Access, Part, Status
from archive.access.viewer import Viewer
from archive.lib.batches import batched
from archive.models import IndexedTestimony, IndexedText, MediaFile, Passage, Testimony
from archive.search import backends, blocks, marks, postings
from archive.search.backends.matching import either
from archive.search.blocks import Block
from archive.search.documents import WEIGHTS
from archive.search.plan import Both, Node, One, Sought, Without, Years
from archive.search.postings import Frequencies
from archive.search.shown import keys, to
from archive.search.streams import unpack

MOST_TEXTS = 10_000
"""Texts of one half that are looked at for words that must stand together."""
MOST_RESTRICTED = 2_000
"""Testimonies outside the public half whose facets and names are looked at; the newest ones."""


class Evaluation:
    """The answer to one plan for one viewer. ``capped`` becomes true where not everything was looked at,
    ``passages_capped`` where not every passage of what was found was."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.shown = to(viewer)
        self.capped = False
        self.passages_capped = False
        self._found: dict[Sought, Frequencies] = {}
        self._cut: set[Sought] = set()  # of which not everything was looked at
        self._public: dict[Sought, int] = {}
        self._postings: dict[str, Frequencies] = {}
        self._borne: dict[int, Counter[str]] = {}
        self._of_passages: dict[int, dict[int, set[str]]] = {}

    # --- who matches ------------------------------------------------------------------------------------

    def matching(self, node: Node) -> set[int]:
        """The keys of testimonies that match ``node``: all of them, or where not everything was looked at, some."""
        if isinstance(node, Sought):
            return set(self.frequencies(node))
        if isinstance(node, Years):
            return self.of_years(node)
        if isinstance(node, One):
            return set().union(*(self.matching(part) for part in node.parts))
        if isinstance(node, Without):
            return self.everything - self._that_may_match(node.part)
        if isinstance(node, Both):
            return self._both(node)
        return set()

    def _both(self, node: Both) -> set[int]:
        found: set[int] | None = None
        for part in sorted(node.parts, key=lambda each: isinstance(each, Without)):
            if isinstance(part, Without) and found is not None:
                found -= self._that_may_match(part.part)
            else:
                found = self.matching(part) if found is None else found & self.matching(part)
            if not found:
                return set()
        return found or set()

    def _that_may_match(self, node: Node) -> set[int]:
        """The keys of all testimonies that match ``node``; where not everything was looked at, of others, too.

        To be left out: a testimony is not listed among those without something unless it is known to lack it.
        """
        if isinstance(node, Sought):
            found = self.matching(node)
            return found | self._candidates(node) if node in self._cut else found
        if isinstance(node, One):
            return set().union(*(self._that_may_match(part) for part in node.parts))
        if isinstance(node, Both):
            return set.intersection(*(self._that_may_match(part) for part in node.parts))
        if isinstance(node, Without):
            return self.everything - self.matching(node.part)
        return self.matching(node)

    def of_years(self, years: Years) -> set[int]:
        told = self.shown(Testimony.objects.exclude(covers_earliest=None, covers_latest=None), Part.DESCRIPTION)
        if years.first is not None:
            told = told.filter(Q(covers_latest__year__gte=years.first) | Q(covers_latest=None))
        if years.last is not None:
            told = told.filter(Q(covers_earliest__year__lte=years.last) | Q(covers_earliest=None))
        return keys(told)

    @cached_property
    def everything(self) -> set[int]:
        """Every testimony that the viewer may read."""
        return keys(self.shown(Testimony.objects.all()))

    @cached_property
    def blocks(self) -> Mapping[int, Block]:
        """What the index says of public testimonies as a whole."""
        return blocks.read()

    # --- how often --------------------------------------------------------------------------------------

    def expect(self, sought: Collection[Sought]) -> None:
        """Read the postings of all of ``sought`` at once, because each will be asked for."""
        terms = frozenset().union(*(each.terms | each.marks for each in sought if not each.part))
        self._postings |= {term: {} for term in terms} | postings.read(terms)

    def frequencies(self, sought: Sought) -> Frequencies:
        """How often ``sought`` stands in each testimony that has it."""
        if sought not in self._found:
            public = self._in_public(sought)
            self._public[sought] = len(public)
            found = Counter(public)
            found.update(self._in_restricted(sought))
            self._found[sought] = dict(found)
        return self._found[sought]

    def holding(self, sought: Sought) -> int:
        """How many public testimonies have ``sought``."""
        self.frequencies(sought)
        return self._public[sought]

    def _in_public(self, sought: Sought) -> Frequencies:
        found: Counter[int] = Counter()
        if not sought.part:
            terms = sought.terms | sought.marks
            unread = postings.read(terms - self._postings.keys())
            for term in terms:
                found.update(self._postings.get(term) or unread.get(term, {}))
        if not sought.is_plain:
            found.update(self._in_texts(sought, IndexedText.objects.all(), public=True))
        return found

    def _in_restricted(self, sought: Sought) -> Frequencies:
        found: Counter[int] = Counter()
        if sought.matches(with_marks=False) and self.restricted:
            found.update(self._in_texts(sought, self.restricted_texts, public=False))
        if sought.marks and not sought.part:
            self._note_cut(sought, self.restricted_is_cut)
            bearing = marks.candidates(sought.marks, self.restricted)
            for testimony, borne in self.restricted_marks(bearing).items():
                count = sum(borne[mark] for mark in sought.marks & borne.keys())
                if count:
                    found[testimony] += count
        return found

    def _in_texts(self, sought: Sought, texts: QuerySet, *, public: bool) -> Frequencies:
        """Counted in texts by their weights: each text, or each place in it where streams are read anyway."""
        together, rows = self._texts_with(sought, texts, public=public)
        rows = rows.order_by()  # by key, PostgreSQL reads the whole table for words that often stand in one text
        found: Counter[int] = Counter()
        if not together.needs_a_look:
            parts = Counter(rows.values_list("testimony", "part")[: MOST_TEXTS + 1])
            self._note_cut(sought, parts.total() > MOST_TEXTS)
            for (testimony, part), count in parts.items():
                found[testimony] += WEIGHTS.get(part, 1) * count
            return dict(found)
        read = rows.values_list("testimony", "part", "stream")[: MOST_TEXTS + 1]
        for number, (testimony, part, stream) in enumerate(read):
            self._note_cut(sought, number >= MOST_TEXTS)
            found[testimony] += WEIGHTS.get(part, 1) * len(together.hits(unpack(bytes(stream))))
        return {key: count for key, count in found.items() if count}

    def _texts_with(self, sought: Sought, texts: QuerySet, *, public: bool) -> tuple[Sought, QuerySet]:
        """What postings cannot tell of ``sought``, and the candidates for it among ``texts`` of one half."""
        together = Sought(
            sought.label,
            frozenset() if public and not sought.part else sought.terms,
            sequences=sought.sequences,
            near=sought.near,
            distance=sought.distance,
            beginning="" if public and not sought.part else sought.beginning,
        )
        if sought.part:
            texts = texts.filter(part=sought.part)
        return together, backends.current().holding(texts, either(together.matches()), public=public)

    def _note_cut(self, sought: Sought, is_cut: bool) -> None:
        if is_cut:
            self.capped = True
            self._cut.add(sought)

    def _candidates(self, sought: Sought) -> set[int]:
        """Every testimony with a candidate for ``sought``, none of them looked at."""
        found: set[int] = set()
        if not sought.is_plain:
            found |= self._testimonies_with(sought, IndexedText.objects.all(), public=True)
        if sought.matches(with_marks=False) and self.restricted:
            found |= self._testimonies_with(sought, self.restricted_texts, public=False)
        if sought.marks and not sought.part and self.restricted_is_cut:
            for batch in batched(sorted(keys(self._restricted_rows)), MOST_RESTRICTED):
                bearing = marks.candidates(sought.marks, batch)
                self._learn(sorted(bearing - self._borne.keys()))
                found |= {key for key in bearing if sought.marks & self._borne[key].keys()}
        return found

    def _testimonies_with(self, sought: Sought, texts: QuerySet, *, public: bool) -> set[int]:
        _, rows = self._texts_with(sought, texts, public=public)
        return set(rows.order_by().values_list("testimony", flat=True).distinct())

    # --- the restricted half ----------------------------------------------------------------------------

    @cached_property
    def restricted(self) -> list[int]:
        """The testimonies with something outside the public half that the viewer may read, the newest first."""
        rows = self._restricted_rows.order_by("-pk").values_list("pk", flat=True)
        return list(rows[: MOST_RESTRICTED + 1])

    @property
    def restricted_is_cut(self) -> bool:
        """Whether there are more of them, whose facets and names are not looked at."""
        return len(self.restricted) > MOST_RESTRICTED

    @property
    def _restricted_rows(self) -> QuerySet:
        return self.shown(Testimony.objects.filter(self._may_bear_more))

    @cached_property
    def restricted_texts(self) -> QuerySet:
        """The texts of the restricted half that the viewer may read."""
        return self.restricted_texts_of(None)

    def restricted_texts_of(self, testimonies: Collection[int] | None) -> QuerySet:
        """Those of some testimonies, or of all. Each text is asked for by itself: to list everything that may be read
        first took seconds where there are millions of passages."""
        texts = IndexedText.objects.filter(is_public=False)
        if not self.restricted_is_cut:
            within = self.restricted if testimonies is None else set(self.restricted).intersection(testimonies)
            texts = texts.filter(testimony__in=within)
        else:
            texts = texts.filter(Exists(self.shown(Testimony.objects.filter(pk=OuterRef("testimony"))).order_by()))
            texts = texts if testimonies is None else texts.filter(testimony__in=testimonies)
        readable = Exists(self.shown(Passage.objects.filter(pk=OuterRef("passage"))).order_by())
        return texts.filter(Q(passage=None) | readable)

    def restricted_marks(self, testimonies: Collection[int]) -> dict[int, Counter[str]]:
        """What those of ``testimonies`` bear that is not in the public half, as far as the viewer may be told."""
        within = self._looked_at(testimonies)
        self._learn([key for key in within if key not in self._borne])
        return {key: self._borne[key] for key in within}

    def restricted_passages(self, testimonies: Collection[int]) -> dict[int, set[str]]:
        """What passages of such testimonies bear, as far as the viewer may be told."""
        of_testimonies = self._learn_passages(self._looked_at(testimonies)).values()
        return {passage: borne for found in of_testimonies for passage, borne in found.items()}

    def restricted_bearing(self, wanted: frozenset[str], testimonies: Collection[int]) -> dict[int, int]:
        """The passages of such testimonies that bear, as far as the viewer may be told, one of the marks ``wanted``,
        each with its testimony."""
        may_bear = marks.candidates(wanted, self._looked_at(testimonies)) if wanted else ()
        return {
            passage: testimony
            for testimony, found in self._learn_passages(may_bear).items()
            for passage, borne in found.items()
            if wanted & borne
        }

    def _looked_at(self, testimonies: Collection[int]) -> list[int]:
        """Those of ``testimonies`` with something outside the public half, as far as they are looked at."""
        wanted = set(testimonies)
        return [key for key in self.restricted[:MOST_RESTRICTED] if key in wanted]

    def _learn(self, testimonies: list[int]) -> None:
        if not testimonies:
            return
        self._borne |= {key: Counter() for key in testimonies}
        for testimony, found in marks.of_testimonies(testimonies, self.shown).items():
            self._borne[testimony].update(found)
        for testimony, counted in marks.of_all_passages(testimonies, self.shown).items():
            self._borne[testimony].update(counted)
        public = IndexedTestimony.objects.filter(pk__in=testimonies, is_public=True).values_list("pk", "facets")
        for testimony, facets in public:
            for mark in facets.split():
                self._borne[testimony].pop(mark, None)  # counted in the public half

    def _learn_passages(self, testimonies: Collection[int]) -> dict[int, dict[int, set[str]]]:
        """What the passages of each of ``testimonies`` bear."""
        unread = sorted(set(testimonies) - self._of_passages.keys())
        if unread:
            self._of_passages |= {key: {} for key in unread}
            passages = self.shown(Passage.objects.filter(transcript__testimony__in=unread))
            at = dict(passages.order_by().values_list("pk", "transcript__testimony"))
            for passage, spans in marks.of_passages(None, unread, self.shown).items():
                if passage in at:
                    self._of_passages[at[passage]][passage] = {mark for mark, _, _ in spans}
        return {key: self._of_passages[key] for key in testimonies}

    @property
    def _may_bear_more(self) -> Q:
        """Testimonies that may bear for the viewer what they do not bear for anyone."""
        more = Q(pk__in=IndexedTestimony.objects.filter(has_restricted=True).values("pk"))
        if self.viewer.is_curator:  # is told of every narrator and every collection
            more |= (
                Q(nameable_from=None) | Q(nameable_until__lte=self.viewer.now) | ~Q(collection__status=Status.PUBLISHED)
            )
        if self.viewer.is_registered:
            stricter = MediaFile.objects.exclude(access__in=[INHERITED, Access.PUBLIC])
            more |= Q(pk__in=stricter.values("testimony"))
        return more
