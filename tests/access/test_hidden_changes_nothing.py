"""What a visitor reads is the same to the byte, whether or not anything is hidden: no count, no order, no gap."""

import pytest

from tests.access.walking import build, rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_hidden_records_change_no_byte_of_what_a_visitor_reads():
    with rolled_back():
        _house, before, after = build()
    assert [address for address in before if before[address] != after[address]] == []
    assert len(before) > 100
