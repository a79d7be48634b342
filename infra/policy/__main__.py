"""Print what is wrong with the modules: ``python -m infra.policy``; exit code 1 if anything is."""

import sys
from pathlib import Path

from infra.policy import modules, policies, references, schemas


def find_faults(infra: Path = modules.INFRA) -> list[str]:
    """Return every fault of the modules in a folder; rules count once the modules can be read."""
    read = {module: modules.read(module, infra) for module in modules.MODULES}
    faults = [
        *(
            fault
            for module in (*modules.MODULES, "example")
            for fault in references.find_faults(module, infra)
        ),
        *(
            fault
            for one in read.values()
            for resource in one
            for fault in schemas.find_faults(resource)
        ),
        *policies.find_secrets(infra),
    ]
    return faults or [
        fault for name, one in read.items() for fault in policies.find_faults(name, one)
    ]


if __name__ == "__main__":
    faults = find_faults()
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)
