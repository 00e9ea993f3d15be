"""A real mail server on this machine that keeps what it is given, or refuses it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tombolo.automation.notices.smtp import Smtp


@dataclass
class Box:
    """What came. `refuse` is what the server says to every letter, where it is set."""

    letters: list[EmailMessage] = field(default_factory=list)
    refuse: str = ""
    smtp: Smtp = Smtp("", 0, "none", "")  # noqa: RUF009 - frozen

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        del server, session
        if self.refuse:
            return self.refuse
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@contextmanager
def post_office() -> Iterator[Box]:
    box = Box()
    with socket.socket() as found:  # the controller knocks at its own port, so it must know one
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        box.smtp = Smtp("127.0.0.1", port, "none", "连岛 <notice@tombolo.test>")
        yield box
    finally:
        controller.stop()
