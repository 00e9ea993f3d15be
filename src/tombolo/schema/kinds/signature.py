"""signature 手写签名."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.attached import Attached
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Signature(Attached):
    """A signature drawn by hand, kept as a picture. At most `most` of them, each up to `max_mb` megabytes."""

    most: int = 1
    max_mb: int = 2

    name: ClassVar[str] = "signature"
    words: ClassVar[Label] = Label("手写签名", "Signature")
    types: ClassVar[tuple[str, ...]] = ("image/png",)
