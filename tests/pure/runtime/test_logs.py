"""Logs: one line per event, and never a secret."""

import io
import json
import logging

import pytest

from tombolo.runtime import logs


@pytest.fixture
def root():
    """Logging as it was, afterwards."""
    logger = logging.getLogger()
    before, level = list(logger.handlers), logger.level
    logger.handlers.clear()
    yield logger
    for handler in logger.handlers:
        handler.close()
    logger.handlers[:] = before
    logger.setLevel(level)


def lines(tmp_path):
    return [json.loads(line) for line in (tmp_path / "tombolo.log").read_text("utf-8").splitlines()]


def test_an_event_is_one_line_in_utc_with_what_was_given(root, tmp_path):
    logs.open_logs(tmp_path, person=False, console=io.StringIO())
    logging.getLogger("web").info(
        "request", extra={"request_id": "r1", "path": "/客户\n", "ms": 1.5}
    )
    (line,) = lines(tmp_path)
    assert line["event"] == "request"
    assert (line["room"], line["level"], line["request_id"], line["path"]) == (
        "web",
        "info",
        "r1",
        "/客户\n",
    )
    assert line["at"].endswith("+00:00")


SECRET = "s3cr3t-value"


@pytest.mark.parametrize(
    "extra",
    [
        {"password": SECRET}, {"new_password_hash": SECRET}, {"Authorization": SECRET},
        {"headers": {"Cookie": SECRET, "host": "h"}}, {"token": SECRET.encode()},
        {"dsn": f"postgresql://u:{SECRET}@h/d"}, {"address": f"smtp://u:{SECRET}@h"},
        {"parts": [f"token={SECRET}", f"password: '{SECRET}'"]}, {"api_key": [SECRET]},
        {"text": f'{{"secret": "{SECRET}"}}'}, {"text": f"Authorization: Bearer {SECRET}"},
    ],
)  # fmt: skip
def test_secrets_are_masked_by_their_key(root, tmp_path, extra):
    screen = io.StringIO()
    logs.open_logs(tmp_path, person=False, console=screen)
    logging.getLogger("web").info("event", extra=extra)
    logs.open_logs(tmp_path, person=True, console=screen)
    logging.getLogger("web").warning("event", extra=extra)
    text = (tmp_path / "tombolo.log").read_text("utf-8") + screen.getvalue()
    assert text.count(logs.MASK) >= 3
    assert SECRET not in text


def test_a_trace_is_kept_and_masked(root, tmp_path):
    logs.open_logs(tmp_path, person=False, console=io.StringIO())
    try:
        int(f"postgresql://u:{SECRET}@h")
    except ValueError:
        logging.getLogger("web").exception("broken")
    (line,) = lines(tmp_path)
    assert "ValueError" in line["trace"]
    assert SECRET not in line["trace"]


def test_a_person_sees_short_lines_and_only_what_matters(root, tmp_path):
    screen = io.StringIO()
    logs.open_logs(tmp_path, person=True, console=screen)
    logging.getLogger("web").info("quiet")
    logging.getLogger("web").warning("loud", extra={"form": "crm.customer"})
    assert "quiet" not in screen.getvalue()
    assert screen.getvalue().endswith("WARNING loud (form=crm.customer)\n")
    assert len(lines(tmp_path)) == 2
