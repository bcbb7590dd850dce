"""How large a synthetic collection is, and how much of what its testimonies share there is to it."""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Size:
    """What is asked for; the rest follows from it."""

    testimonies: int
    passages: int

    def grown(self, at_least: int, by_root: float) -> int:
        """A number of shared things: it grows with the square root of the testimonies, as vocabularies do."""
        return at_least + int(by_root * sqrt(self.testimonies))

    @property
    def people(self) -> int:
        return self.grown(20, 12)

    @property
    def interviewers(self) -> int:
        return self.grown(3, 0.3)

    @property
    def places(self) -> int:
        return self.grown(25, 6)

    @property
    def events(self) -> int:
        return self.grown(8, 1.5)

    @property
    def organisations(self) -> int:
        return self.grown(5, 1)

    @property
    def sources(self) -> int:
        return self.grown(5, 5)

    @property
    def tags(self) -> int:
        return self.grown(20, 2)

    @property
    def collections(self) -> int:
        return self.grown(2, 0.1)
