"""images 图片."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.attached import Attached
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Images(Attached):
    """Pictures. At most `most` of them, each up to `max_mb` megabytes."""

    most: int = 50
    max_mb: int = 20

    name: ClassVar[str] = "images"
    words: ClassVar[Label] = Label("图片", "Images")
    types: ClassVar[tuple[str, ...]] = ("image/png", "image/jpeg", "image/webp", "image/gif")
