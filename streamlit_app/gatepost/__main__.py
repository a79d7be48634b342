"""The commands of the package: ``gatepost``, or ``python -m gatepost``."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from gatepost import __version__
from gatepost.errors import SettingsError
from gatepost.settings import Settings, parse_settings, settings


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="gatepost", description="Starts and checks apps that use Gatepost."
    )
    parser.add_argument("--version", action="version", version=f"gatepost {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser(
        "new",
        help="write a starter app",
        description="Writes a starter app with its settings and a test. It overwrites nothing.",
    )
    new.add_argument(
        "folder", nargs="?", default=".", type=Path, help="where to write it; by default, here"
    )
    doctor = commands.add_parser(
        "doctor",
        help="find out what is wrong with a deployment",
        description="Checks the deployed tiers from outside. Without addresses, run it where the "
        "app runs: it reads the app's settings.",
    )
    for name in ("component", "app", "api"):
        doctor.add_argument(f"--{name}", metavar="URL", help=f"address of the {name}")
    doctor.add_argument(
        "--sign-in",
        action="store_true",
        help="then serve a page to sign in at, for what only an access token shows",
    )
    doctor.add_argument("--json", action="store_true", help="print the findings as JSON")
    options = parser.parse_args(arguments)
    if options.command == "new":
        return _new(options.folder)
    try:
        return _doctor(options)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _new(folder: Path) -> int:
    from gatepost.starter import write_starter

    try:
        written = write_starter(folder)
    except FileExistsError as error:
        print(
            f"{error.filename} exists, and nothing was written. Name another folder.",
            file=sys.stderr,
        )
        return 1
    except OSError as error:
        print(f"{folder} can't be written: {error.strerror}. Name another folder.", file=sys.stderr)
        return 1
    for path in written:
        print(path)
    print(f"{folder / 'README.md'} describes how to run it.")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from gatepost.doctor.examination import examine

    try:
        at = _settings(options)
    except SettingsError as error:
        print(f"app: {error.message}", file=sys.stderr)
        return 1

    def show(step: str) -> None:
        sys.stderr.write(f"{step}\n")  # in one piece: two threads report

    found = examine(at, show)
    if options.sign_in and not any(one.is_fault for one in found):
        from gatepost.doctor.sign_in import examine_sign_in

        found += examine_sign_in(at, show)
    if options.json:
        print(json.dumps([asdict(one) for one in found], indent=2))
    else:
        for one in found:
            print(f"{one.tier}: {one.problem}\n  {one.remedy} ({one.code})")
        faults = sum(one.is_fault for one in found)
        print(f"{faults} to correct." if faults else "Nothing is wrong.")
    return 1 if any(one.is_fault for one in found) else 0


def _settings(options: argparse.Namespace) -> Settings:
    given = {"component_url": options.component, "app_url": options.app, "api_url": options.api}
    return parse_settings(given) if any(given.values()) else settings()


if __name__ == "__main__":
    sys.exit(main())
