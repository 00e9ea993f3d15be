"""python -m tombolo"""

from tombolo.runtime.cli import main

main()
