"""The words that the tests of redaction withhold, and how."""

from typing import Any

from archive.actions.redact import redact
from archive.models import Passage
from archive.models.sealed import Redaction

CUT = "Qxkanarya Wvasifoglu"
TEXT = f"In the evening {CUT} came to the mill by the river, and Aysel saw him."


def cut(passage: Passage, words: str, actor: Any, **columns: Any) -> Redaction:
    """Withhold the first place of ``words`` in ``passage``."""
    start = passage.text.index(words)
    columns = {"reason_code": "safety", "reason": "He is in danger.", "seen_text": passage.text} | columns
    return redact(passage, actor, start=start, end=start + len(words), **columns)
