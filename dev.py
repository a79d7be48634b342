"""Runs and tests Gatepost: ``python3 dev.py up``, ``python3 dev.py test``; ``--help`` lists all.

Only the standard library is needed to start this; it makes its own environment in .venv.
"""

import sys

# An older Python must get as far as this sentence: it may not understand the modules below.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("Gatepost needs Python 3.11 or newer, and this is {}.{}.".format(*sys.version_info))

from infra.local.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
