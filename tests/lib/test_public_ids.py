import re

import pytest
from django.core.exceptions import ValidationError
from django.db.migrations.writer import MigrationWriter
from hypothesis import given

from archive.lib.public_ids import (
    ALPHABET,
    LENGTH,
    check_character,
    is_valid,
    mint,
    mint_many,
    validate_public_id,
)
from tests.lib.properties import any_text, quickly

KNOWN = "k7x2m9qbx"


def test_the_check_character_is_that_of_noid():
    # The example of the NOID documentation: 13030/xf93gt2 has the check character q.
    assert check_character("13030/xf93gt2") == "q"


def test_an_identifier_is_nine_characters_that_begin_with_a_letter():
    for minted in mint_many(500):
        assert len(minted) == LENGTH
        assert set(minted) <= set(ALPHABET)
        assert minted[0].isalpha()
        assert is_valid(minted)


def test_no_spreadsheet_can_read_one_as_a_number_or_a_date():
    number = re.compile(r"[0-9.,+-]+(e[0-9]+)?", re.IGNORECASE)
    assert not any(number.fullmatch(minted) for minted in mint_many(1000))
    assert not set(ALPHABET) & set("aeiou")


def test_many_are_all_different():
    assert len(set(mint_many(20_000))) == 20_000
    assert mint_many(0) == []


def test_every_mistyped_character_is_noticed():
    for minted in mint_many(20):
        for place in range(LENGTH):
            for other in set(ALPHABET) - {minted[place]}:
                assert not is_valid(minted[:place] + other + minted[place + 1 :])


def test_every_exchange_of_neighbours_is_noticed():
    for minted in mint_many(300):
        for place in range(LENGTH - 1):
            one, other = minted[place], minted[place + 1]
            if one != other:
                assert not is_valid(minted[:place] + other + one + minted[place + 2 :])


GOOD = "b0000000" + check_character("b0000000")


@pytest.mark.parametrize("wrong", [None, 7, b"bytes", "", "b" * 8, f"{GOOD}0", f"{GOOD}\n", GOOD.upper(), object()])
def test_nothing_else_is_one(wrong):
    assert is_valid(KNOWN)
    assert is_valid(wrong) is False
    with pytest.raises(ValidationError, match="not a public identifier"):
        validate_public_id(wrong)


def test_a_mistyped_one_is_refused_as_mistyped():
    minted = mint()
    mistyped = minted[:-1] + ("0" if minted[-1] != "0" else "1")
    with pytest.raises(ValidationError, match="mistyped"):
        validate_public_id(mistyped)
    assert validate_public_id(minted) is None


def test_the_validator_can_stand_in_a_migration():
    written, _imports = MigrationWriter.serialize(validate_public_id)
    assert written == "archive.lib.public_ids.validate_public_id"


@quickly
@given(any_text)
def test_no_text_raises(text):
    assert is_valid(text) in (True, False)
    assert check_character(text) in ALPHABET
