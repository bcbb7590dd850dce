"""From the query to the plan: words get their forms in the languages of the archive, names all their spellings."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from archive.access.viewer import Viewer
from archive.search import fields, names, postings, query, widening
from archive.search.analysis import tokens, word_forms
from archive.search.documents import TITLE
from archive.search.endings import name_tokens
from archive.search.marks import WRITTEN, mark
from archive.search.names import Known
from archive.search.plan import Both, Node, Nothing, One, Slots, Sought, Without, Years
from archive.search.shown import Shown, to
from archive.search.streams import STEM

MOST_PREFIXED = 200
"""Words that one prefix stands for."""
MOST_LANGUAGES = 60
MOST_BEARERS = 8
"""A word that is a part of more people's names than this is taken for a word only."""


@dataclass
class Expansion:
    """An authority or a tag through which the query was widened: what was typed, who or what bears the name, and its
    other names or forms."""

    typed: str
    bearer: Known
    spellings: tuple[str, ...]


@dataclass
class Planned:
    """The plan of a query, how it was widened, which prefixes stand for more words than were looked for, and which
    fields (``place:Nowhere``) for nothing. ``capped``: some word is a name of more than were taken."""

    node: Node
    expansions: list[Expansion] = field(default_factory=list)
    capped_prefixes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    capped: bool = False


def languages_held() -> list[str]:
    """The languages that public texts are in; their stemmers are asked for the words of a query."""
    prefix = mark(WRITTEN, "")
    found = postings.beginning_with(prefix, MOST_LANGUAGES)
    return sorted({term.removeprefix(prefix) for term in found} | {"en"})


class Planner:
    """Makes plans of queries for one viewer."""

    planned: Planned
    widening: widening.Widening

    def __init__(self, viewer: Viewer, *, widened: bool = True) -> None:
        self.shown: Shown = to(viewer)
        self.widened = widened
        self.languages = languages_held()

    def plan(self, wanted: query.Query) -> Planned:
        self.planned = Planned(Nothing())
        self.widening = widening.of(wanted, self.shown, widened=self.widened)
        self.planned.node = self._node(wanted)
        self.planned.capped = self.widening.names.is_cut
        return self.planned

    def _node(self, wanted: query.Query) -> Node:
        match wanted:
            case query.Word(text):
                return self._words([text])
            case query.All(parts):
                return self._all(parts)
            case query.Any(parts):
                return One(tuple(self._node(part) for part in parts))
            case query.Not(part):
                return Without(self._node(part))
            case query.Phrase(words):
                return self._phrase(words)
            case query.Near(words, distance):
                return self._near(words, distance)
            case query.Prefix(text):
                return self._prefix(text)
            case query.Field(name, value):
                return self._field(name, value)
            case query.YearRange(first, last):
                return Years(first, last)

    # --- words ------------------------------------------------------------------------------------------

    def _all(self, parts: tuple[query.Query, ...]) -> Node:
        """Words that stand beside one another in the query may be a name together."""
        nodes: list[Node] = []
        run: list[str] = []
        for part in parts:
            if isinstance(part, query.Word):
                run.append(part.text)
                continue
            if run:
                nodes.append(self._words(run))
                run = []
            nodes.append(self._node(part))
        if run:
            nodes.append(self._words(run))
        return nodes[0] if len(nodes) == 1 else Both(tuple(nodes))

    def _words(self, words: list[str]) -> Node:
        nodes: list[Node] = []
        place = 0
        while place < len(words):
            name, length = self._name_at(words, place)
            plain = [self._word(word) for word in words[place : place + length]]
            node: Node = plain[0] if len(plain) == 1 else Both(tuple(plain))
            nodes.append(node if name is None else One((node, name)))
            place += length
        return nodes[0] if len(nodes) == 1 else Both(tuple(nodes))

    def _word(self, text: str) -> Node:
        analysed = tokens(text)
        if not analysed:
            return Nothing()
        if len(analysed) > 1:
            return Sought(text, sequences=(tuple(self._forms(text[each.start : each.end]) for each in analysed),))
        if len(analysed[0].exact) == 1 and not analysed[0].exact.isascii():
            return self._character(analysed[0].exact)
        return Sought(text, self._forms(text))

    def _character(self, sign: str) -> Sought:
        """A single character of a script without spaces: it begins a pair, or is the last of a run."""
        pairs = postings.beginning_with(sign, MOST_PREFIXED + 1)
        if len(pairs) > MOST_PREFIXED:
            self.planned.capped_prefixes.append(sign)
        return Sought(sign, frozenset({sign, STEM + sign, *pairs[:MOST_PREFIXED]}), beginning=sign)

    def _forms(self, word: str) -> frozenset[str]:
        forms = word_forms(word, self.languages)
        return frozenset({forms.exact, *forms.stems, *(STEM + stem for stem in forms.stems)})

    def _phrase(self, words: tuple[str, ...]) -> Node:
        text = " ".join(words)
        slots = tuple(frozenset({token.exact}) for token in tokens(text))
        if not slots:
            return Nothing()
        plain = Sought(f"“{text}”", slots[0]) if len(slots) == 1 else Sought(f"“{text}”", sequences=(slots,))
        name = self._name(list(words)) if self.widened else None
        return plain if name is None else One((plain, name))

    def _near(self, words: tuple[str, ...], distance: int) -> Node:
        slots = [self._forms(word[each.start : each.end]) for word in words for each in tokens(word)]
        if len(slots) < 2:
            return self._words(list(words))
        return Sought(f"“{' '.join(words)}”~{distance}", near=tuple(slots), distance=distance)

    def _prefix(self, text: str) -> Node:
        analysed = tokens(text)
        if not analysed:
            return Nothing()
        found = postings.beginning_with(analysed[-1].exact, MOST_PREFIXED + 1)
        if len(found) > MOST_PREFIXED:
            self.planned.capped_prefixes.append(text)
        last = frozenset(found[:MOST_PREFIXED]) or frozenset({analysed[-1].exact})
        if len(analysed) == 1:
            return Sought(f"{text}*", last, beginning=analysed[0].exact)
        return Sought(f"{text}*", sequences=((*(frozenset({each.exact}) for each in analysed[:-1]), last),))

    # --- names ------------------------------------------------------------------------------------------

    def _name_at(self, words: list[str], place: int) -> tuple[Sought | None, int]:
        """The longest name that begins at ``place``, and how many words it takes; else None and 1."""
        if not self.widened:
            return None, 1
        for length in range(min(len(words) - place, widening.LONGEST_NAME), 0, -1):
            name = self._name(words[place : place + length])
            if name is not None:
                return name, length
        return None, 1

    def _name(self, words: list[str]) -> Sought | None:
        """What bears these words for a name; a single word also finds people who bear it beside others."""
        typed = " ".join(words)
        folded = names.words_of(typed)
        bearers = self.widening.names.learned_bearers(folded)
        wholly = bool(bearers)
        if not bearers and len(words) == 1:
            bearers = self.widening.names.few_learned_bearers(folded, "person", MOST_BEARERS)
        for bearer in bearers:
            spellings = dict.fromkeys(text for text, _ in bearer.names) if wholly else {}
            self.planned.expansions.append(Expansion(typed, bearer, tuple(spellings)))
        if typed in self.widening.tags:
            tag, forms = self.widening.tags[typed]
            self.planned.expansions.append(Expansion(typed, tag, forms))
            bearers = [*bearers, tag]
        return named(typed, bearers, spelled=wholly) if bearers else None

    # --- fields -----------------------------------------------------------------------------------------

    def _field(self, name: str, value: query.Query) -> Node:
        match value:
            case query.All(parts):
                if all(isinstance(part, query.Word) for part in parts):
                    return self._named(name, [part.text for part in parts if isinstance(part, query.Word)])
                return Both(tuple(self._field(name, part) for part in parts))
            case query.Any(parts):
                return One(tuple(self._field(name, part) for part in parts))
            case query.Not(part):
                return Without(self._field(name, part))
            case query.YearRange(first, last):
                return Years(first, last)
            case query.Phrase(words) | query.Near(words, _):
                return self._named(name, list(words))
            case query.Word(text) | query.Prefix(text):
                return self._named(name, [text], beginning=isinstance(value, query.Prefix))
            case query.Field():
                return self._node(value)

    def _named(self, name: str, words: list[str], *, beginning: bool = False) -> Node:
        typed = " ".join(words)
        if name == "title":
            node = (
                self._phrase(tuple(words))
                if len(words) > 1
                else self._prefix(typed)
                if beginning
                else self._word(typed)
            )
            return _in_titles(node)
        marks = fields.marks_of(name, typed, beginning, self.widening.names)
        if marks:
            return Sought(f"{name}:{typed}", marks=marks)
        self.planned.unknown.append(f"{name}:{typed}{'*' if beginning else ''}")
        return Nothing()


def named(typed: str, bearers: Collection[Known], *, spelled: bool = True) -> Sought:
    """What stands for one of ``bearers``: their mentions, and where ``spelled`` each of their names."""
    names_of_them = spellings_of(bearers) if spelled else []
    return Sought(
        typed,
        terms=frozenset().union(*(slots[0] for slots in names_of_them if len(slots) == 1)),
        marks=frozenset(bearer.mark for bearer in bearers),
        sequences=tuple(dict.fromkeys(slots for slots in names_of_them if len(slots) > 1)),
    )


def spellings_of(bearers: Iterable[Known]) -> list[Slots]:
    """Every name of ``bearers`` with the endings of its language, as words that stand next to one another."""
    found: dict[Slots, None] = {}
    for bearer in bearers:
        for text, language in bearer.names:
            slots = tuple(name_tokens(text, language))
            if slots and all(slots):
                found.setdefault(slots)
    return list(found)


def _in_titles(node: Node) -> Node:
    if isinstance(node, Sought):
        return replace(node, label=f"title:{node.label}", marks=frozenset(), part=TITLE)
    if isinstance(node, One | Both):
        return type(node)(tuple(_in_titles(part) for part in node.parts))
    return node
