"""What a curator decides about who withholds words of a passage: what leads to whom they name, where else they stand.

The page lists it, and what is chosen of it goes out of sight with the words. What a colleague enters after the page was
opened would be chosen by nobody, so it is compared (:mod:`archive.actions.as_listed`).
"""

from dataclasses import dataclass
from typing import Any

from archive.actions.as_listed import digest_of
from archive.actions.leads import Lead, forms_of, leads_of, mentions_besides, whom_they_mean
from archive.actions.occurrences import Occurrence, standing, told_elsewhere
from archive.models import Mention, Passage

Span = tuple[int, int]


@dataclass(frozen=True)
class Around:
    """What stands around words that are to be withheld: where else they do, and what leads to whom or what they mean,
    by ``leads`` that can be taken out of sight with them, or ``besides`` those, by mentions of other words."""

    elsewhere: list[Occurrence]
    leads: list[Lead]
    besides: list[Mention]

    @property
    def digests(self) -> dict[str, str]:
        """Of all that, by what it is; the same as long as nothing of it changes."""
        leading = [(lead.code, str(lead), lead.same) for lead in self.leads]
        mentioned = [(mention.pk, mention.start, mention.end, str(mention.target)) for mention in self.besides]
        return {
            "what leads to whom the words name": digest_of([*leading, *mentioned]),
            "where else the words stand": digest_of(map(standing, self.elsewhere)),
        }


def around(passage: Passage, span: Span, actor: Any) -> Around:
    """What stands around the words of ``span`` in ``passage``, as far as ``actor`` may see it."""
    forms = [form for meant in whom_they_mean(passage, span) for form in forms_of(meant)]
    elsewhere = told_elsewhere(passage, passage.text[slice(*span)], span, actor, forms)
    others = {each.record.pk: each.record for each in elsewhere if isinstance(each.record, Passage)}
    leads = leads_of(passage, span, others.values())
    return Around(elsewhere, leads, mentions_besides(passage, span, leads))


def listed(passage: Passage, span: Span, actor: Any) -> dict[str, str]:
    """A digest of what a curator decides about, by what it is."""
    return around(passage, span, actor).digests
