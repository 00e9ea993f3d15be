"""Where the suites that come with the program stand: in the wheel, or beside the sources."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
NAMES = ("crm", "erp")


def folders() -> list[Path]:
    """The folders of CRM and ERP."""
    packed = _HERE / "shipped"
    home = packed if packed.is_dir() else _HERE.parents[2] / "suites"
    return [home / name for name in NAMES]
