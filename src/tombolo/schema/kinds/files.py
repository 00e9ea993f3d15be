"""files 附件."""

from dataclasses import dataclass
from typing import ClassVar

from tombolo.schema.kinds.attached import Attached
from tombolo.schema.label import Label


@dataclass(frozen=True, slots=True)
class Files(Attached):
    """Attached files of any type. At most `most` of them, each up to `max_mb` megabytes."""

    most: int = 50
    max_mb: int = 50

    name: ClassVar[str] = "files"
    words: ClassVar[Label] = Label("附件", "Files")
