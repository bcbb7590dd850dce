"""What a request asks of search: the query, the chosen facets, the order; and the addresses that ask it again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from archive.access.viewer import Viewer
from archive.search import engine, query
from archive.search.facets import LABELS
from archive.search.parsing import LONGEST, Parsed, parse
from archive.views.search_values import MOST_CHOSEN, PARAMETER_OF, PARAMETERS, Value, by_codes

DEFAULT_SORT = "relevance"
UNKNOWN_ORDER = "The order asked for is none that is known here, and was left out."


@dataclass(frozen=True)
class Question:
    """``typed`` is the query as typed, ``values`` what is chosen in facets, by letter; ``left_out`` are sentences about
    what was not understood and has no effect. ``route`` is the page it is asked on, ``beside`` the parameters of that
    page alone."""

    typed: str
    parsed: Parsed
    values: dict[str, dict[str, Value]]
    sort: str = DEFAULT_SORT
    widened: bool = True
    left_out: tuple[str, ...] = ()
    route: str = "archive:search"
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The query in its plainest writing."""
        return query.describe(self.parsed.query) if self.parsed.query is not None else ""

    @property
    def chosen(self) -> list[tuple[str, Value]]:
        """Every chosen value with the letter of its facet, in the order of facets."""
        return [(letter, value) for letter in LABELS for value in self.values.get(letter, {}).values()]

    def asked(self, page: int = 1) -> engine.Asked:
        marks = {letter: frozenset(value.mark for value in values.values()) for letter, values in self.values.items()}
        return engine.Asked(self.parsed.query, marks, self.sort, self.widened, page)

    # --- addresses --------------------------------------------------------------------------------------

    def address(self, route: str = "") -> str:
        """The permanent address of this very question: its plainest writing, without the page."""
        return f"{reverse(route or self.route)}?{urlencode([('q', self.text), *self.kept, *self.beside])}"

    def asked_at(self, route: str, *beside: tuple[str, str]) -> "Question":
        """The same question to another page, whose lists have orders of their own."""
        return replace(self, route=route, sort=DEFAULT_SORT, beside=beside)

    def of_query(self, changed: query.Query) -> "Question | None":
        """The same of another query; None where that cannot be asked for in an address, because it is too long once it
        is written out, or because one of its words would be read as a sign (``OR``)."""
        written = query.describe(changed)
        is_read_so = len(written) <= LONGEST and parse(written).query == changed
        return replace(self, parsed=Parsed(changed, ())) if is_read_so else None

    def sorted_by(self, sort: str) -> "Question":
        return replace(self, sort=sort)

    def with_widening(self, widened: bool) -> "Question":
        return replace(self, widened=widened)

    def choosing(self, letter: str, value: Value) -> "Question":
        own = {**self.values.get(letter, {}), value.code: value}
        return replace(self, values=self.values | {letter: own})

    def without(self, letter: str, value: Value) -> "Question":
        own = {code: each for code, each in self.values.get(letter, {}).items() if code != value.code}
        others = {each: values for each, values in self.values.items() if each != letter}
        return replace(self, values=others | ({letter: own} if own else {}))

    def without_facets(self) -> "Question":
        return replace(self, values={})

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What another query, asked from the same page, keeps: parameters with their values."""
        pairs = [(PARAMETER_OF[letter], value.code) for letter, value in self.chosen]
        pairs += [("sort", self.sort)] if self.sort != DEFAULT_SORT else []
        return pairs + ([("widen", "0")] if not self.widened else [])

    @property
    def in_text(self) -> str:
        """What the address of an account must say to have the words marked in it."""
        pairs = [("q", self.text)] + ([("widen", "0")] if not self.widened else [])
        return urlencode(pairs)


def read(parameters: QueryDict, viewer: Viewer) -> Question:
    """The question of an address. Whatever is not understood is left out with a sentence.

    Raises :class:`archive.search.parsing.TooLong`.
    """
    typed = parameters.get("q", "")
    left_out: list[str] = []
    values = {}
    for parameter, letter in PARAMETERS.items():
        codes = [code for code in parameters.getlist(parameter) if code.strip()]
        known = by_codes(viewer, letter, codes)
        if known:
            values[letter] = known
        left_out += _unknown(letter, codes, known)
    sort = parameters.get("sort", "") or DEFAULT_SORT
    if sort not in engine.SORTS:
        left_out.append(UNKNOWN_ORDER)
        sort = DEFAULT_SORT
    return Question(typed, parse(typed), values, sort, parameters.get("widen") != "0", tuple(left_out))


def _unknown(letter: str, codes: list[str], known: Iterable[str]) -> list[str]:
    label = LABELS[letter]
    if len(set(codes)) > MOST_CHOSEN:
        return [f"“{label}”: at most {MOST_CHOSEN} values can be chosen; the others were left out."]
    if set(codes) <= set(known):
        return []
    return [f"“{label}”: a value that was chosen is not known here and was left out."]
