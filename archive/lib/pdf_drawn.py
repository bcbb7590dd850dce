"""What the pages of a PDF (ISO 32000-1) draw of what is named for them, and which of their words nobody can see.

No page is drawn here: the operators of each content stream (Annex A) are read one by one. So what can be told is that
a picture or a form is never drawn, and that words are drawn in size 0, by a matrix that leaves nothing of them, or
within a path without area. What lies under something else, beyond the edge or in the colour of the paper cannot.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from archive.lib.findings import Findings
from archive.lib.pdf_objects import Objects

STRING = rb"\((?:[^\\()]|\\.|\((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*+\))*+\))*+\)"
"""In brackets (7.3.4.2), which may hold brackets that hold brackets."""

TOKEN = re.compile(
    rb"<<|>>|\[|\]|" + STRING + rb"|<[0-9A-Fa-f\s]*+>|%[^\r\n]*+|/[^\s()<>\[\]{}/%]*+"
    rb"|[-+]?(?:\d+\.?\d*+|\.\d++)|[A-Za-z'\"][\w*'\"]*+",
    re.DOTALL,
)
END_OF_INLINE = re.compile(rb"\sEI(?=\s|$)")
NOT_EMPTY = re.compile(rb"[^\s()<>]")
SHOWS_WORDS = {b"Tj", b"TJ", b"'", b'"'}
POINTS = {b"m": 2, b"l": 2, b"c": 6, b"v": 4, b"y": 4}
PAINTS = {b"n", b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"}
MOST_INHERITED = 50
LONGEST_NUMBER = 10
MOST_KEPT, MOST_OPERANDS = 1_000, 100_000
UNDRAWN = "pictures or forms that no page draws, though they are named for it"
UNSEEN_WORDS = "words of no size, or in a frame that shows nothing"


@dataclass
class Drawn:
    """What a content stream draws by name, whether it shows words, and whether it shows some that nobody sees."""

    names: set[bytes] = field(default_factory=set)
    shows: bool = False
    unseen: bool = False


@dataclass
class _State:
    """What ``q`` keeps and ``Q`` brings back (8.4.2), as far as it leaves nothing to be seen."""

    size: float = 1
    wide: float = 1
    is_nothing: bool = False


@dataclass
class _Reader:
    drawn: Drawn = field(default_factory=Drawn)
    state: _State = field(default_factory=_State)
    kept: list[_State] = field(default_factory=list)
    operands: list[bytes] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)
    clips: bool = False
    turned_to_nothing: bool = False

    def numbers(self, most: int) -> list[float]:
        found = [float(each) for each in self.operands if re.fullmatch(rb"[-+]?(?:\d+\.?\d*|\.\d+)", each)]
        return found[-most:] if len(found) >= most else []

    def operate(self, operator: bytes) -> None:
        if operator == b"q" and len(self.kept) < MOST_KEPT:
            self.kept.append(replace(self.state))
        elif operator == b"Q" and self.kept:
            self.state = self.kept.pop()
        elif operator in (b"Tf", b"Tz") and (given := self.numbers(1)):
            setattr(self.state, "size" if operator == b"Tf" else "wide", given[0])
        elif operator in (b"cm", b"Tm") and (given := self.numbers(6)):
            is_nothing = given[0] * given[3] == given[1] * given[2]
            if operator == b"Tm":
                self.turned_to_nothing = is_nothing
            self.state.is_nothing |= is_nothing and operator == b"cm"
        elif operator == b"BT":
            self.turned_to_nothing = False
        elif operator in SHOWS_WORDS:
            self.show()
        elif operator == b"Do" and not self.state.is_nothing:
            self.drawn.names |= {each for each in self.operands[-1:] if each.startswith(b"/")}
            self.drawn.shows = True
        else:
            self.follow(operator)

    def show(self) -> None:
        if any(each[:1] in b"(<" and NOT_EMPTY.search(each) for each in self.operands):
            self.drawn.shows = True
            state = self.state
            self.drawn.unseen |= state.is_nothing or self.turned_to_nothing or 0 in (state.size, state.wide)

    def follow(self, operator: bytes) -> None:
        """Paths (8.5): where one is made the frame of what follows, and has no area, nothing of that is seen."""
        if operator in POINTS and (given := self.numbers(POINTS[operator])):
            self.add(*zip(given[::2], given[1::2], strict=True))
        elif operator == b"re" and (given := self.numbers(4)):
            self.add((given[0], given[1]), (given[0] + given[2], given[1] + given[3]))
        elif operator in (b"W", b"W*"):
            self.clips = True
        elif operator in PAINTS:
            if self.clips and self.points:
                across, along = zip(*self.points, strict=True)
                self.state.is_nothing |= min(across) == max(across) or min(along) == max(along)
            self.points, self.clips = [], False

    def add(self, *points: tuple[float, float]) -> None:
        """Further points of a path, of which only the corners of what holds them are kept."""
        across, along = zip(*self.points, *points, strict=True)
        self.points = [(min(across), min(along)), (max(across), max(along))]


def drawn_by(content: bytes) -> Drawn:
    """What the content stream ``content`` draws."""
    reader = _Reader()
    at = 0
    while (token := TOKEN.search(content, at)) is not None:
        at, word = token.end(), token[0]
        if word[:1].isalpha() or word in (b"'", b'"'):
            if word == b"ID":  # of a picture within the stream (8.9.7), which is no operators
                end = END_OF_INLINE.search(content, at)
                at, reader.drawn.shows = (end.end() if end is not None else len(content)), True
            reader.operate(word)
            reader.operands = []
        elif not word.startswith(b"%"):
            reader.operands.append(plain(word) if word.startswith(b"/") else word)
            if len(reader.operands) > MOST_OPERANDS:
                reader.operands = reader.operands[-MOST_KEPT:]
    return reader.drawn


def plain(name: bytes) -> bytes:
    """``name`` with every letter (7.3.5) written as itself."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), name)


def look_at(objects: Objects, streams: dict[int, Drawn], found: Findings) -> None:
    """Pictures and forms in the resources (7.8.3) of a page, form, pattern or font that none of those draws that the
    resources are for; words that nobody sees. ``streams`` are content streams by the number of their object."""
    named: dict[tuple[str, int], tuple[dict[bytes, Any], set[bytes]]] = {}
    everywhere: set[bytes] = set()
    for number in objects.bodies:
        holder = _dictionary(objects, number)
        contents = _contents(objects, number, holder)
        names = {name for each in contents if each in streams for name in streams[each].names}
        resources, place = _resources(objects, number, holder)
        if not resources and holder.get(b"/Subtype") == b"/Form":
            everywhere |= names  # a form without its own has those of the page that draws it
        offered = resources.get(b"/XObject")
        if isinstance(offered, int):
            place, offered = ("named", offered), _dictionary(objects, offered)
        if contents and isinstance(offered, dict):
            named.setdefault(place, (offered, set()))[1].update(names)
        frames_nothing = holder.get(b"/Subtype") == b"/Form" and _is_empty(holder.get(b"/BBox"))
        if frames_nothing and number in streams and streams[number].shows:
            found.hidden.add(UNSEEN_WORDS)
    offers = [(target, name in names | everywhere) for held, names in named.values() for name, target in held.items()]
    shown = {target for target, is_drawn in offers if is_drawn and isinstance(target, int)}
    if any(isinstance(target, int) and target not in shown for target, _ in offers):
        found.hidden.add(UNDRAWN)
    if any(each.unseen for each in streams.values()):
        found.hidden.add(UNSEEN_WORDS)


def _contents(objects: Objects, number: int, holder: dict[bytes, Any]) -> list[int]:
    """The numbers of the content streams of a page, of a font that is drawn, or of what is a stream itself."""
    if holder.get(b"/Type") == b"/Page":
        contents = holder.get(b"/Contents")
        if isinstance(contents, int) and b"stream" not in objects.bodies.get(contents, b""):
            contents = next(iter(parsed(objects.bodies.get(contents, b""))), [])
        return [each for each in (contents if isinstance(contents, list) else [contents]) if isinstance(each, int)]
    if isinstance(holder.get(b"/CharProcs"), dict):
        return [each for each in holder[b"/CharProcs"].values() if isinstance(each, int)]
    return [number] if b"stream" in objects.bodies[number] else []


def _resources(objects: Objects, number: int, holder: dict[bytes, Any]) -> tuple[dict[bytes, Any], tuple[str, int]]:
    """Those of a page, which it may have from the group of pages that it belongs to (7.7.3.4), or of something else;
    and the object in which they stand."""
    for _ in range(MOST_INHERITED):
        if b"/Resources" in holder or b"/Parent" not in holder or not isinstance(holder[b"/Parent"], int):
            break
        number = holder[b"/Parent"]
        holder = _dictionary(objects, number)
    resources = holder.get(b"/Resources")
    if isinstance(resources, int):
        return _dictionary(objects, resources), ("resources", resources)
    return resources if isinstance(resources, dict) else {}, ("own", number)


def _is_empty(box: Any) -> bool:
    """Whether a rectangle (7.9.5) has no area."""
    if not isinstance(box, list) or len(box) != 4 or not all(isinstance(side, bytes) for side in box):
        return False
    try:
        left, bottom, right, top = (float(side) for side in box)
    except ValueError:
        return False
    return left == right or bottom == top


def _dictionary(objects: Objects, number: int) -> dict[bytes, Any]:
    first = next(iter(parsed(objects.bodies.get(number, b""))), None)
    return first if isinstance(first, dict) else {}


def _is_reference(number: Any) -> bool:
    return isinstance(number, bytes) and number.isdigit() and len(number) <= LONGEST_NUMBER


def parsed(body: bytes) -> list[Any]:
    """The values that stand in an object (7.3): dictionaries and lists as such, references as the number of the object
    they lead to, all else as it is written."""
    stack: list[list[Any]] = [[]]
    for token in TOKEN.finditer(body):
        word = token[0]
        if word in (b"<<", b"["):
            stack.append([])
        elif word in (b">>", b"]"):
            if len(stack) > 1:
                held = stack.pop()
                pairs = zip(held[::2], held[1::2], strict=False)
                stack[-1].append(
                    {key: each for key, each in pairs if isinstance(key, bytes)} if word == b">>" else held
                )
        elif word == b"R" and len(stack[-1]) > 1 and _is_reference(stack[-1][-2]):
            stack[-1].pop()
            stack[-1][-1] = int(stack[-1][-1])
        elif word == b"stream" and len(stack) == 1:
            break
        elif not word.startswith(b"%"):
            stack[-1].append(word)
    return stack[0]
