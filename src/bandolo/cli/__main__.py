"""What does `python -m bandolo.cli` run? The command line."""

from bandolo.cli import main

main()
