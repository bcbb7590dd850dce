"""Public identifiers in the manner of NOID (https://metacpan.org/dist/Noid): random, opaque, with a check character.

An identifier is eight random characters and one check character, all from an alphabet of 29: the digits and the
consonants, without vowels (no accidental words) and without "l" (too like 1). The first character is a letter, so
that an identifier is also a valid HTML id and no spreadsheet reads it as a number or a date.

29 is prime and every position weighs differently, so the check character betrays every mistyped character and
every exchange of two neighbouring ones.
"""

import re
import secrets

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ALPHABET = "0123456789bcdfghjkmnpqrstvwxz"
LETTERS = ALPHABET[10:]
LENGTH = 9

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_SHAPE = re.compile(rf"[{LETTERS}][{ALPHABET}]{{{LENGTH - 1}}}")


def check_character(body: str) -> str:
    """Return the NOID check character of `body`: the sum of position times value, modulo 29.

    Positions count from 1; a character outside the alphabet has the value 0, as the algorithm prescribes.
    """
    total = sum(position * _VALUES.get(character, 0) for position, character in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]


def mint() -> str:
    """Return a new random identifier. Whether it is already taken is for the register to say."""
    body = secrets.choice(LETTERS) + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 2))
    return body + check_character(body)


def mint_many(count: int) -> list[str]:
    """Return `count` new identifiers, all different from each other."""
    minted: dict[str, None] = {}
    while len(minted) < count:
        minted[mint()] = None
    return list(minted)


def is_valid(value: object) -> bool:
    """Say whether `value` has the shape of a public identifier and the right check character. Never raises."""
    return isinstance(value, str) and _SHAPE.fullmatch(value) is not None and check_character(value[:-1]) == value[-1]


def validate_public_id(value: object) -> None:
    """Raise ValidationError unless `value` is a well-formed public identifier (Django validator)."""
    if is_valid(value):
        return
    if isinstance(value, str) and _SHAPE.fullmatch(value):
        raise ValidationError(
            _("“%(value)s” is not a public identifier: its check character does not fit, so it was probably mistyped."),
            code="public_id_check",
            params={"value": value},
        )
    raise ValidationError(
        _(
            "“%(value)s” is not a public identifier: it needs %(length)d characters from %(alphabet)s, "
            "the first a letter."
        ),
        code="public_id_shape",
        params={"value": str(value)[:40], "length": LENGTH, "alphabet": ALPHABET},
    )
