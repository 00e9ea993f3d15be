"""Make `import tombolo` and the `tombolo` command work in this environment, from src/."""

import stat
import sys
import sysconfig
from pathlib import Path

root = Path(__file__).resolve().parent.parent
Path(sysconfig.get_path("purelib"), "tombolo.pth").write_text(f"{root / 'src'}\n", "utf-8")
command = Path(sysconfig.get_path("scripts"), "tombolo")
command.write_text(
    f"#!{sys.executable}\nfrom tombolo.runtime.cli import main\n\n"
    'if __name__ == "__main__":\n    main()\n',
    "utf-8",
)
command.chmod(command.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
