"""Settings: file, environment, defaults; every problem at once; no secret shown."""

from pathlib import Path

import pytest

from tombolo.base import words
from tombolo.base.errors import Invalid
from tombolo.runtime import config, doctor
from tombolo.runtime.config import Settings


def read(tmp_path, toml="", **environment):
    (tmp_path / "tombolo.toml").write_text(toml, "utf-8")
    return config.read(tmp_path, environment)


def problems(tmp_path, toml="", **environment):
    with pytest.raises(Invalid) as caught:
        read(tmp_path, toml, **environment)
    return {problem.place: problem.code for problem in caught.value.problems}


def test_without_anything_the_defaults_hold(tmp_path):
    assert config.read(tmp_path, {}) == Settings()
    assert Settings().host == "127.0.0.1", "nobody outside sees a fresh installation"
    assert (Settings().time_zone, Settings().language, Settings().port) == (
        "Asia/Shanghai",
        "zh",
        8000,
    )


def test_the_environment_beats_the_file_and_says_so(tmp_path):
    found = read(
        tmp_path,
        'port = 9000\nlanguage = "en"\ntrusted_proxies = ["10.0.0.0/8", "192.168.1.7"]\nsecure_cookies = true',
        TOMBOLO_PORT="9001", TOMBOLO_DATA="/srv/x", PATH="/bin",
    )  # fmt: skip
    assert (found.port, found.language, found.data) == (9001, "en", Path("/srv/x"))
    assert found.trusted_proxies == ("10.0.0.0/8", "192.168.1.7/32")
    assert found.secure_cookies is True
    assert found.came_from["port"] == "TOMBOLO_PORT"
    assert found.came_from["language"] == "tombolo.toml: language"


def test_a_database_url_is_understood_under_its_usual_name(tmp_path):
    assert read(tmp_path, DATABASE_URL="postgresql://u@h/d").database_url == "postgresql://u@h/d"
    both = read(
        tmp_path, DATABASE_URL="postgresql://a@h/d", TOMBOLO_DATABASE_URL="postgresql://b@h/d"
    )
    assert both.database_url == "postgresql://b@h/d"


def test_every_problem_is_told_with_its_place(tmp_path):
    assert problems(
        tmp_path,
        'port = "x"\nprot = 1\nworkspace = "Bad"\nlanguage = "fr"',
        TOMBOLO_TIME_ZONE="Mars/Base", TOMBOLO_WORKERS="0", TOMBOLO_NOPE="1",
        TOMBOLO_SECURE_COOKIES="perhaps", TOMBOLO_BASE_URL="ftp://x", TOMBOLO_ADMIN_PASSWORD="",
        TOMBOLO_TRUSTED_PROXIES="everybody", TOMBOLO_DATABASE_URL="mysql://x", TOMBOLO_DATA=" ",
    ) == {
        "tombolo.toml: port": "config.number",
        "tombolo.toml: prot": "config.unknown",
        "tombolo.toml: workspace": "config.schema",
        "tombolo.toml: language": "config.one_of",
        "TOMBOLO_TIME_ZONE": "config.zone",
        "TOMBOLO_WORKERS": "config.number",
        "TOMBOLO_NOPE": "config.unknown",
        "TOMBOLO_SECURE_COOKIES": "config.switch",
        "TOMBOLO_BASE_URL": "config.web_address",
        "TOMBOLO_ADMIN_PASSWORD": "config.password",
        "TOMBOLO_TRUSTED_PROXIES": "config.networks",
        "TOMBOLO_DATABASE_URL": "config.database",
        "TOMBOLO_DATA": "config.path",
    }  # fmt: skip


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    assert list(problems(tmp_path, "port = = 1").values()) == ["config.unreadable"]


@pytest.mark.parametrize(
    "zone", ["../../etc/passwd", "/etc/localtime", "", "Asia/Shanghai; select 1"]
)
def test_a_time_zone_is_a_name_and_nothing_else(tmp_path, zone):
    assert problems(tmp_path, TOMBOLO_TIME_ZONE=zone) == {"TOMBOLO_TIME_ZONE": "config.zone"}


def test_each_setting_has_a_parser_and_shows_no_secret(tmp_path):
    assert set(config.PARSERS) == set(config.NAMES)
    found = read(
        tmp_path,
        TOMBOLO_ADMIN_PASSWORD="correct horse",
        TOMBOLO_DATABASE_URL="postgresql://u:pw@h/d",
    )
    shown = str(doctor.listed(found)) + repr(found.came_from)
    assert "correct horse" not in shown
    assert "pw" not in shown
    assert "correct horse" not in repr(found)


def test_every_code_has_its_sentence():
    assert {code for code in words.CODES if code.startswith("config.")} >= {
        "config.number", "config.unknown", "config.unreadable", "config.invalid",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_the_address_is_one_that_a_browser_can_open(host, address):
    assert Settings(host=host).address == address
    assert Settings(host=host, base_url="https://x.cn").address == "https://x.cn"
