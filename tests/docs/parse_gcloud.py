"""Parse commands as gcloud does, and run none: for gcloud's own Python, with its library's folder.

Reads a JSON list of argument lists, and prints for each whether it is a command. What is wrong goes
to standard error.
"""

import importlib
import json
import sys

library = sys.argv[1]
sys.path[:0] = [library, f"{library}/third_party"]
cli = importlib.import_module("googlecloudsdk.gcloud_main").CreateCLI([])


def is_command(arguments: list[str]) -> bool:
    try:
        cli._CLI__parser.parse_args(arguments)
    except SystemExit:
        return False
    return True


json.dump([is_command(arguments) for arguments in json.load(sys.stdin)], sys.stdout)
