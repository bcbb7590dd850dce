"""How hypothesis runs here: few examples, no clock, nothing kept on disk."""

from hypothesis import settings
from hypothesis import strategies as st

quickly = settings(max_examples=150, deadline=None, database=None)

any_text = st.text(st.characters(), max_size=60)
"""Any str at all: control characters, lone surrogates and every script included."""
