"""The objects of a PDF (ISO 32000-1, 7.3.10) by their number, and which of them belong to it: a page that was deleted
can stay as objects that nothing leads to, and a page can show less of itself than there is."""

import re
from collections.abc import Iterable

from archive.lib.findings import CROPPED, Findings

OBJECT = re.compile(rb"(?<!\d)(\d{1,10})\s+(\d{1,5})\s+obj\b")
REFERENCE = re.compile(rb"(?<![\d.])(\d{1,10})\s+\d{1,5}\s+R\b")
ROOTS = re.compile(rb"/(?:Root|Info|Encrypt)\s+(\d{1,10})\s+\d{1,5}\s+R\b")
MOST_OF_OBJECT = 16 * 1024
PAGE = re.compile(rb"/Type\s*/Page\b")
KIDS = re.compile(rb"(?:/(?:Pages|Kids)\b|^)\s*(\[[^\]]*\]|\d+\s+\d+\s+R\b)")
"""What leads to the pages of a file (7.7.3); the list of them may be an object of its own."""

OF_THE_FILE = re.compile(rb"/Type\s*/(?:XRef|ObjStm)\b|/ObjStm\b")
WORDS = re.compile(rb"\(\s*[^\s)]|<[0-9A-Fa-f]{4}")
HINTS = re.compile(rb"/S\s+\d")
"""In the stream that tells a program which part of a file made for the web to fetch next; only its place is named."""

BOX = rb"\s*\[([-+\d.\s]*)\]"
TOLERANCE = 1.0
"""A point: programs round the size of a page in more ways than one."""

LEFT_BEHIND = "pages, pictures or words that were taken out and are still there"


class Objects:
    """The objects in ``everything``: a file without what its streams hold, those packed in object streams unpacked."""

    def __init__(self, everything: bytes) -> None:
        self.bodies: dict[int, bytes] = {}
        begins = list(OBJECT.finditer(everything))
        ends = [match.start() for match in begins[1:]] + [len(everything)]
        for match, end in zip(begins, ends, strict=False):
            self.bodies[int(match[1])] = everything[match.end() : end].partition(b"endobj")[0]
        self.roots = {int(number) for number in ROOTS.findall(everything)}

    def get(self, number: int) -> bytes:
        """As much of an object as a dictionary of details or an action has."""
        return self.bodies.get(number, b"")[:MOST_OF_OBJECT]

    def reached(self, numbers: Iterable[int], within: re.Pattern[bytes] | None = None) -> set[int]:
        """The objects that ``numbers`` lead to; with ``within``, only by what its first group holds."""
        reached, waiting = set(), list(numbers)
        while waiting:
            number = waiting.pop()
            if number not in reached:
                reached.add(number)
                body = self.bodies.get(number, b"")
                held = [body] if within is None else within.findall(body)
                waiting += [int(each) for part in held for each in REFERENCE.findall(part)]
        return reached


def look_at(objects: Objects, found: Findings) -> None:
    """Pages and pictures of the file that no reader gets to, and pages of which a part is cut off only for show."""
    reached = objects.reached(objects.roots)
    pages = objects.reached(objects.roots, KIDS)
    is_linearized = any(b"/Linearized" in body for body in objects.bodies.values())
    boxes = [box for body in objects.bodies.values() for box in _boxes(b"/MediaBox", body)]
    for number, body in objects.bodies.items():
        says = b"stream" in body or WORDS.search(body)
        is_left = number not in reached and says and not OF_THE_FILE.search(body)
        if is_left and is_linearized and HINTS.search(body):
            is_linearized = False  # there is one
            continue
        if is_left or (PAGE.search(body) and number not in pages):
            found.hidden.add(LEFT_BEHIND)
        if b"/CropBox" in body and not _shows_all(body, boxes):
            found.hidden.add(CROPPED)


def _shows_all(body: bytes, boxes: list[list[float]]) -> bool:
    """Whether what is shown of a page is all of it, or of any page where it does not say how large it is."""
    shown = _boxes(b"/CropBox", body)
    whole = _boxes(b"/MediaBox", body) or boxes
    return bool(shown) and all(
        left <= each[0] + TOLERANCE
        and bottom <= each[1] + TOLERANCE
        and right >= each[2] - TOLERANCE
        and top >= each[3] - TOLERANCE
        for left, bottom, right, top in shown
        for each in whole
    )


def _boxes(name: bytes, body: bytes) -> list[list[float]]:
    """Rectangles (7.9.5) by their left, lower, right and upper edge."""
    boxes = []
    for held in re.findall(name + BOX, body):
        sides = [float(side) for side in re.findall(rb"[-+]?(?:\d+\.?\d*|\.\d+)", held)]
        if len(sides) == 4:
            boxes.append([min(sides[::2]), min(sides[1::2]), max(sides[::2]), max(sides[1::2])])
    return boxes
