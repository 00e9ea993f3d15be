"""Secrets that must be read again, at rest: sealed with a key that stands outside the database.

AES-256-GCM (NIST SP 800-38D) with a fresh nonce each time; where a secret belongs is sealed with it,
so that one moved to another row does not open.
"""

import hashlib
import hmac
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tombolo.base.errors import Denied

LEAST = 32  # bytes of a key
_NONCE = 12


class Vault:
    """Seals and opens under one key; each use has a key of its own, derived from it."""

    def __init__(self, key: bytes) -> None:
        if len(key) < LEAST:
            raise ValueError("a vault's key has at least 32 bytes")
        self._sealing = AESGCM(hmac.digest(key, b"tombolo seal", hashlib.sha256))
        self._marking = hmac.digest(key, b"tombolo mark", hashlib.sha256)

    def seal(self, secret: str, place: str) -> bytes:
        """The bytes to keep instead of the secret, good at that place only."""
        nonce = token_bytes(_NONCE)
        return nonce + self._sealing.encrypt(nonce, secret.encode(), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """The secret again. Denied when it was sealed with another key or for another place."""
        try:
            opened = self._sealing.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise Denied("vault.wrong_key", place=place) from error
        return opened.decode()

    def mark(self, secret: str, place: str) -> bytes:
        """What a secret is known again by, 32 bytes; without the key, guesses cannot be tried."""
        return hmac.digest(self._marking, f"{place}\0{secret}".encode(), hashlib.sha256)
