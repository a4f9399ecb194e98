"""`python -m roundups.cli`."""

from . import main

main()
