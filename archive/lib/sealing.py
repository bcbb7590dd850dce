"""Sealing: bytes encrypted so that only a key that is kept elsewhere opens them, and only for the row they belong to.

AES-256-GCM (https://csrc.nist.gov/pubs/sp/800/38/d/final) with a fresh nonce of 96 bits. What the bytes belong to (the
kind of row and its identifier) is authenticated along, so that a ciphertext copied into another row does not open.
"""

import hashlib
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_LENGTH = 32
_VERSION = b"\x01"
_NONCE_LENGTH = 12


class Sealed(NamedTuple):
    """A ciphertext (version, nonce, AES-GCM output) and the name of the key it was made with."""

    ciphertext: bytes
    key_id: str


class SealError(Exception):
    """What is sealed cannot be opened; the message says why, and names no secret."""


def key_id_of(key: bytes) -> str:
    """The name of ``key``: 16 hexadecimal digits of a digest, which tell nothing about the key."""
    return hashlib.sha256(b"testimony archive, name of a seal key:" + key).hexdigest()[:16]


class Keyring:
    """The key that seals today, and older ones that still open what they sealed."""

    def __init__(self, current: bytes, older: Iterable[bytes] = ()) -> None:
        keys = [current, *older]
        if any(len(key) != KEY_LENGTH for key in keys):
            raise ValueError(f"A seal key has {KEY_LENGTH} bytes.")
        self.current_id = key_id_of(current)
        self._keys = {key_id_of(key): key for key in keys}

    def __contains__(self, key_id: str) -> bool:
        return key_id in self._keys

    def seal(self, content: bytes, bound_to: str) -> Sealed:
        """Encrypt ``content`` with the current key, for the row that ``bound_to`` names."""
        nonce = secrets.token_bytes(_NONCE_LENGTH)
        encrypted = AESGCM(self._keys[self.current_id]).encrypt(nonce, content, _VERSION + bound_to.encode())
        return Sealed(_VERSION + nonce + encrypted, self.current_id)

    def open(self, sealed: Sealed, bound_to: str) -> bytes:
        """What was sealed for the row that ``bound_to`` names; raises :class:`SealError`."""
        key = self._keys.get(sealed.key_id)
        if key is None:
            raise SealError(f"it was sealed with the key {sealed.key_id}, which is not among the keys given")
        ciphertext = bytes(sealed.ciphertext)
        if ciphertext[:1] != _VERSION:
            raise SealError("it is not in a form that this version knows")
        nonce, encrypted = ciphertext[1 : 1 + _NONCE_LENGTH], ciphertext[1 + _NONCE_LENGTH :]
        try:
            return AESGCM(key).decrypt(nonce, encrypted, _VERSION + bound_to.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError("it was changed since it was sealed, or belongs to another row") from error
