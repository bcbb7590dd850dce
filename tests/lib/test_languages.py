import contextlib

import pytest
from django.core.exceptions import ValidationError
from django.db.migrations.writer import MigrationWriter
from hypothesis import given

from archive.lib.languages import language_name, text_direction, validate_language_tag
from tests.lib.properties import any_text, quickly


@pytest.mark.parametrize(
    "tag", ["und", "az", "az-Cyrl", "az-Latn-AZ", "uz", "hy", "en-GB", "ru", "tly", "lez", "ku", "zh-Hant", "mul"]
)
def test_registered_tags_are_accepted(tag):
    validate_language_tag(tag)


@pytest.mark.parametrize(
    "wrong",
    ["", "english", "zz", "az-Xxxx", "en_GB", "en-", "a", "az-Cyrl\n", "\x00", "\ud800", None, 7, b"az", "a" * 10_000],
)
def test_anything_else_is_refused_with_an_example(wrong):
    with pytest.raises(ValidationError, match="az-Cyrl") as refusal:
        validate_language_tag(wrong)
    assert refusal.value.messages[0].encode()


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("az", "Azerbaijani"),
        ("az-Cyrl", "Azerbaijani (Cyrillic)"),
        ("az-cyrl", "Azerbaijani (Cyrillic)"),
        ("hy", "Armenian"),
        ("uz", "Uzbek"),
        ("und", "language not recorded"),
        ("und-Armn", "language not recorded (Armenian)"),
        ("tly", "Talysh"),
        ("lez", "Lezgi"),
        ("ku", "Kurdish"),
        ("ku-Arab-IQ", "Kurdish (Arabic, IQ)"),
        ("en-GB", "British English"),
        ("fr-CA", "French (CA)"),
        ("zh-Hant", "Chinese (Traditional)"),
        ("qaa", "qaa"),
        ("", ""),
    ],
)
def test_tags_have_english_names(tag, name):
    assert language_name(tag) == name


@pytest.mark.parametrize(
    ("tag", "direction"),
    [
        ("az", "ltr"),
        ("az-Arab", "rtl"),
        ("az-IR", "rtl"),
        ("fa", "rtl"),
        ("ar-EG", "rtl"),
        ("he", "rtl"),
        ("ckb", "rtl"),
        ("ku", "ltr"),
        ("ar-Latn", "ltr"),
        ("und", "ltr"),
        ("", "ltr"),
    ],
)
def test_the_direction_is_that_of_the_script(tag, direction):
    assert text_direction(tag) == direction


def test_the_validator_can_stand_in_a_migration():
    written, _imports = MigrationWriter.serialize(validate_language_tag)
    assert written == "archive.lib.languages.validate_language_tag"


@quickly
@given(any_text)
def test_no_text_raises_anything_but_a_validation_error(text):
    assert isinstance(language_name(text), str)
    assert text_direction(text) in ("ltr", "rtl")
    with contextlib.suppress(ValidationError):
        validate_language_tag(text)
