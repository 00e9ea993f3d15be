"""The key of secrets: the same at every start, for its owner's eyes, never weak, never written over."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from tombolo.base.errors import Invalid
from tombolo.runtime import config, doctor, secret
from tombolo.runtime.config import Settings


def test_it_is_made_once_and_stays(tmp_path):
    settings = Settings(data=tmp_path / "data")
    key = secret.key_of(settings)
    assert len(key) == 32
    assert secret.key_of(settings) == key
    file = tmp_path / "data" / secret.FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == [secret.FILE], "nothing half made stays"
    assert secret.key_of(Settings(data=tmp_path / "other")) != key


def test_of_twenty_who_start_at_once_all_get_the_same(tmp_path):
    settings = Settings(data=tmp_path)
    with ThreadPoolExecutor(20) as hands:
        keys = set(hands.map(lambda _: secret.key_of(settings), range(20)))
    assert len(keys) == 1


@pytest.mark.parametrize("text", ["", "short", "zz" * 32, "ab" * 31])
def test_a_damaged_file_is_told_and_not_written_over(tmp_path, text):
    file = tmp_path / secret.FILE
    file.write_text(text)
    with pytest.raises(Invalid, match="secret_file") as caught:
        secret.key_of(Settings(data=tmp_path))
    assert str(file) in str(caught.value.values["path"])
    assert file.read_text() == text


def test_the_settings_are_before_the_file(tmp_path):
    given = "k3f9x2mq7tw8h5c4v6b1n0z9s8d7f6g5"
    one = secret.key_of(Settings(data=tmp_path, secret_key=given))
    assert one == secret.key_of(Settings(data=tmp_path, secret_key=given))
    assert one != secret.key_of(Settings(data=tmp_path))


@pytest.mark.parametrize("weak", ["", "changeme", "x" * 64, "abcabcabc" * 8, "0123456789a" * 6])
def test_weak_keys_are_refused_at_the_start(tmp_path, weak):
    with pytest.raises(Invalid) as caught:
        config.read(tmp_path, {"TOMBOLO_SECRET_KEY": weak})
    assert [(one.code, one.place) for one in caught.value.problems] == [
        ("config.secret", "TOMBOLO_SECRET_KEY")
    ]


def test_it_is_never_shown():
    given = "k3f9x2mq7tw8h5c4v6b1n0z9s8d7f6g5"
    settings = Settings(secret_key=given)
    assert given not in repr(settings)
    assert given not in str(doctor.listed(settings))
