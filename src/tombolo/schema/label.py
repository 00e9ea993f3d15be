"""Words of a definition in Chinese and English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """What something is called. English falls back to Chinese, never to a key."""

    zh: str
    en: str = ""

    def say(self, language: str) -> str:
        return (self.en or self.zh) if language == "en" else (self.zh or self.en)


NO_LABEL = Label("")
