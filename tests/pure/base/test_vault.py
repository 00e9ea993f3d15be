"""What is sealed opens with its key and at its place, and tells nothing otherwise."""

from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tombolo.base.errors import Denied
from tombolo.base.vault import Vault

KEY = token_bytes(32)


@given(st.text(max_size=200), st.text(max_size=40))
def test_what_is_sealed_opens_again(secret, place):
    vault = Vault(KEY)
    sealed = vault.seal(secret, place)
    assert Vault(KEY).open(sealed, place) == secret
    assert sealed != vault.seal(secret, place), "equal secrets look different"
    assert len(secret) < 4 or secret.encode() not in sealed


def test_another_key_another_place_and_other_bytes_do_not_open():
    sealed = Vault(KEY).seal("JBSWY3DPEHPK3PXP", "anna")
    turned = bytes([*sealed[:-1], sealed[-1] ^ 1])
    for vault, what, place in (
        (Vault(token_bytes(32)), sealed, "anna"),
        (Vault(KEY), sealed, "bert"),
        (Vault(KEY), turned, "anna"),
        (Vault(KEY), sealed[:20], "anna"),
        (Vault(KEY), b"", "anna"),
    ):
        with pytest.raises(Denied, match=r"vault\.wrong_key"):
            vault.open(what, place)


def test_marks_are_known_again_by_the_same_key_and_place_only():
    mark = Vault(KEY).mark("k3f9x2mq7t", "anna")
    assert mark == Vault(KEY).mark("k3f9x2mq7t", "anna")
    assert mark != Vault(KEY).mark("k3f9x2mq7t", "bert")
    assert mark != Vault(KEY).mark("k3f9x2mq7u", "anna")
    assert mark != Vault(token_bytes(32)).mark("k3f9x2mq7t", "anna")


def test_a_short_key_is_none():
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"x" * 31)
