"""Reading XML of strangers: elements one by one, with their namespaces, whatever prefixes they are written with.

A document type is refused, since entities can grow without end or fetch a file; nothing is fetched, and only the
element being read and those around it are held in memory (https://docs.python.org/3/library/pyexpat.html).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

READ_AT_ONCE = 64 * 1024
COMMENT = "#comment"
"""The name under which a comment of the XML is handed out: a page never shows it."""

INSTRUCTION = "#instruction"
"""The same of an instruction to a program."""

MOST_DEEP = 1_000
SEPARATOR = "\n"  # which no namespace and no name can hold
Name = tuple[str, str]
"""The URI of a namespace, empty where there is none, and the local name."""


class XmlRefused(ValueError):
    """It is not well-formed XML, or has a document type."""


@dataclass
class Element:
    """An element at its end: its own text (that of its children left out), and the local names around it."""

    namespace: str
    name: str
    attributes: dict[Name, str]
    within: tuple[str, ...] = ()
    text: str = ""
    pieces: list[str] = field(default_factory=list, repr=False)


def elements(part: BinaryIO) -> Iterator[Element]:
    """Every element in ``part``, in the order in which they end. Raises :class:`XmlRefused`."""
    reader = _Reader()
    try:
        while chunk := part.read(READ_AT_ONCE):
            reader.parser.Parse(chunk, False)
            yield from reader.ended()
        reader.parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise XmlRefused(str(error)) from error
    yield from reader.ended()


class _Reader:
    def __init__(self) -> None:
        self.open: list[Element] = []
        self.done: list[Element] = []
        self.parser = expat.ParserCreate(namespace_separator=SEPARATOR)
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.CommentHandler = self.comment
        self.parser.ProcessingInstructionHandler = self.instruction
        self.parser.StartDoctypeDeclHandler = self.doctype

    def ended(self) -> list[Element]:
        done, self.done = self.done, []
        return done

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) == MOST_DEEP:
            raise XmlRefused("Its elements lie too deep in one another.")
        within = (*self.open[-1].within, self.open[-1].name) if self.open else ()
        named = {_named(key): value for key, value in attributes.items()}
        self.open.append(Element(*_named(name), named, within))

    def end(self, name: str) -> None:
        element = self.open.pop()
        element.text = "".join(element.pieces)
        self.done.append(element)

    def characters(self, text: str) -> None:
        self.open[-1].pieces.append(text)

    def comment(self, text: str) -> None:
        if text.strip():
            self.done.append(Element("", COMMENT, {}, text=text))

    def instruction(self, *_: str) -> None:
        self.done.append(Element("", INSTRUCTION, {}))

    def doctype(self, *_: object) -> None:
        raise XmlRefused("It has a document type.")


def _named(name: str) -> Name:
    namespace, _, local = name.rpartition(SEPARATOR)
    return namespace, local
