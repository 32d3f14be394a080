"""``python -m pseudo``."""

from pseudo.cli import main

main()
