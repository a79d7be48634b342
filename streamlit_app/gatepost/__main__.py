"""The commands of the package: ``gatepost``, or ``python -m gatepost``."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from gatepost import __version__
from gatepost.errors import OptionError, SettingsError
from gatepost.page_origins import origin_of
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
    page = commands.add_parser(
        "new-page",
        help="write a framed page of your own",
        description="Writes a framed page, its messages, an app that shows it and a test, here. It "
        "overwrites nothing.",
    )
    page.add_argument("name", help="such as poll")
    page.add_argument("--url", default="http://127.0.0.1:8600/", help="address of the page")
    page.add_argument("--app", default="http://localhost:8501", help="exact origin of the app")
    contract = commands.add_parser(
        "contract",
        help="write the generated files of a framed page",
        description="Writes the messages of a page from Python, and what it needs of this release.",
    )
    contract.add_argument("messages", type=Path, help="such as poll_messages.py")
    contract.add_argument("page", type=Path, help="the page's folder")
    contract.add_argument("--check", action="store_true", help="write nothing; fail if one differs")
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
    if options.command == "new-page":
        return _new_page(options)
    if options.command == "contract":
        return _contract(options.messages, options.page, is_check=options.check)
    try:
        return _doctor(options)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _new(folder: Path) -> int:
    from gatepost.starter import write_starter

    try:
        _list(write_starter(folder))
    except FileExistsError as error:
        return _fail(f"{error.filename} exists, and nothing was written. Name another folder.")
    except OSError as error:
        return _fail(f"{folder} can't be written: {error.strerror}. Name another folder.")
    print(f"{folder / 'README.md'} describes how to run it.")
    return 0


def _new_page(options: argparse.Namespace) -> int:
    from gatepost.own_page import write_page

    name, url = options.name, options.url
    try:
        _list(write_page(Path(), name, url=url, app_url=options.app))
    except FileExistsError as error:
        return _fail(f"{error.filename} exists, and nothing was written. Name the page otherwise.")
    except OSError as error:
        return _fail(f"The page can't be written here: {error.strerror}.")
    except OptionError as error:
        return _fail(error.message)
    print(
        f'1. Allow it: page_origins = "{origin_of(url)}" in [gatepost] of the app\'s secrets.\n'
        f"2. Serve the folder {name} at {url}, such as with python -m http.server.\n"
        f"3. Open the app at {options.app}: the page answers only that address "
        f"(data-apps in {name}/index.html)."
    )
    return 0


def _contract(messages: Path, page: Path, *, is_check: bool) -> int:
    from gatepost.own_page import stale_files, write_contract

    try:
        if not is_check:
            _list(write_contract(messages, page))
            return 0
        stale = stale_files(messages, page)
    except OptionError as error:
        return _fail(error.message)
    except OSError as error:
        return _fail(f"{page} can't be written: {error.strerror}.")
    for path in stale:
        print(f"{path} is stale: run gatepost contract {messages} {page}", file=sys.stderr)
    return 1 if stale else 0


def _list(written: list[Path]) -> None:
    for path in written:
        print(path)


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _doctor(options: argparse.Namespace) -> int:
    from gatepost.doctor.examination import examine

    try:
        at = _settings(options)
    except SettingsError as error:
        return _fail(f"app: {error.message}")

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
