"""dev.py: its settings, its set-up steps and what it says when something is missing."""

import argparse
import dataclasses
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local import LocalRunError, commands, environment, set_up_lock, step, tiers
from infra.local.browser import installed_browsers, works
from infra.local.fingerprint import fingerprint, is_current, write_stamp
from infra.local.foreground import clean_environment, run_in_foreground
from infra.local.ports import check_ports
from infra.local.step import Step, run_step
from infra.local.tiers import INHERITED, run_dir

from .conftest import ROOT, fake_tier

SETTINGS = {
    "identity-provider": {
        "PORT",
        "ISSUER",
        "CLIENT_ID",
        "CLIENT_SECRET",
        "AUDIENCE",
        "COMPONENT_BASE_URL",
        "KEYS_FILE",
    },
    "functions": {"AUTH0_ISSUER", "AUTH0_AUDIENCE", "ALLOWED_ORIGINS", "PYTHONUNBUFFERED"},
    "component": {
        "COMPONENT_BASE_URL",
        "API_BASE_URL",
        "AUTH0_ISSUER",
        "AUTH0_CLIENT_ID",
        "AUTH0_CLIENT_SECRET",
        "AUTH0_AUDIENCE",
        "GATEPOST_SECRET",
        "GATEPOST_APPS",
        "NEXT_DIST_DIR",
        "NEXT_TELEMETRY_DISABLED",
    },
    "streamlit": {"GATEPOST_COMPONENT_URL", "GATEPOST_API_URL", "PYTHONUNBUFFERED"},
}


def run_dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "dev.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


# Tiers


def test_tiers_are_where_the_documentation_says() -> None:
    assert {tier.name: tier.url for tier in tiers()} == {
        "identity-provider": "http://localhost:9000/",
        "functions": "http://127.0.0.1:8888",
        "component": "http://127.0.0.1:3001",
        "streamlit": "http://localhost:4010",
    }


def test_offset_moves_every_port_and_every_address_that_names_it() -> None:
    for here, there in zip(tiers(), tiers(100), strict=True):
        assert there.port == here.port + 100
        assert str(there.port) in there.url
        assert str(there.port) in there.ready_url
    moved = " ".join(" ".join([*tier.env.values(), *tier.command]) for tier in tiers(100))
    assert [str(tier.port) for tier in tiers() if f":{tier.port}" in moved] == []


def test_each_offset_has_files_of_its_own() -> None:
    first, second = tiers()[2], tiers(100)[2]
    assert first.env["NEXT_DIST_DIR"] == ".next"
    assert second.env["NEXT_DIST_DIR"] == ".next-100"
    assert run_dir(0) != run_dir(100)
    assert str(run_dir(100)) in tiers(100)[0].env["KEYS_FILE"]


def test_app_and_component_are_two_sites() -> None:
    hosts = {tier.name: tier.url.split(":")[1] for tier in tiers()}
    assert hosts["streamlit"] != hosts["component"]


@pytest.mark.parametrize("name", SETTINGS)
def test_tier_gets_its_settings_and_nothing_else(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTH0_DOMAIN", "https://stray.example")
    monkeypatch.setenv("GATEPOST_SECRET", "stray")
    monkeypatch.setenv("AUTH0_ISSUER", "https://stray.example/")
    tier = next(tier for tier in tiers() if tier.name == name)
    assert set(tier.env) - set(INHERITED) == SETTINGS[name]
    assert "stray" not in " ".join(tier.env.values())


# Ports


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", *(["::1"] if has_ipv6() else [])])
def test_port_in_use_is_named_with_its_tier_and_a_way_out(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as taken:
        taken.bind((host, 0))
        taken.listen()
        port = taken.getsockname()[1]
        wanted = [fake_tier("free"), fake_tier("late", port=port)]
        with pytest.raises(
            LocalRunError, match=rf"^Port {port} \(late\) is in use: .*--port-offset 7"
        ):
            check_ports(wanted, 7)


def test_free_ports_are_fine() -> None:
    check_ports([fake_tier("one"), fake_tier("two")], 100)


def test_up_says_in_one_line_that_a_port_is_in_use() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        offset = taken.getsockname()[1] - tiers()[0].port
        result = run_dev("up", "--port-offset", str(offset))
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "(identity-provider) is in use" in result.stderr


# Command line


def test_arguments_of_test_go_to_pytest() -> None:
    arguments = ["-k", "a or b", "--maxfail=1", "tests/local"]
    assert commands._parse(["test", *arguments]).rest == arguments


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing"],
        ["up", "--offset", "1"],
        ["up", "--port-offset", "-1"],
        ["up", "--port-offset", "60000"],
        ["check", "extra"],
        ["bench"],
    ],
)
def test_bad_arguments_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        commands.main(arguments)
    assert stopped.value.code == 2
    assert "usage: dev.py" in capsys.readouterr().err


def test_unknown_benchmark_is_a_sentence() -> None:
    with pytest.raises(LocalRunError, match="no benchmark named nothing"):
        commands.bench(argparse.Namespace(name="nothing", rest=[]))


def test_old_python_is_told_which_one_is_needed() -> None:
    program = "import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_path('dev.py')"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stderr == "Gatepost needs Python 3.11 or newer, and this is 3.9.\n"


# Set-up


def make_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str) -> Step:
    monkeypatch.setattr(step, "log_path", lambda _offset, name: tmp_path / f"{name}.log")
    reasons = {"EAI_AGAIN": "There is no network."}
    command = (sys.executable, "-c", program)
    return Step("Doing it", "it", command, cwd=tmp_path, reasons=reasons)


def test_step_shows_what_it_does_and_for_how_long(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_step(make_step(monkeypatch, tmp_path, "print('noise')"))
    first, last = capsys.readouterr().out.splitlines()
    assert first == "Doing it …"
    assert last.startswith("Doing it: done (0.")


def test_step_that_fails_for_a_known_reason_says_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    failing = make_step(monkeypatch, tmp_path, "exit('getaddrinfo EAI_AGAIN')")
    with pytest.raises(LocalRunError, match=r"^There is no network\. The whole output is in "):
        run_step(failing)


def test_step_that_fails_otherwise_shows_its_last_lines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(LocalRunError, match=r"^Doing it failed\. Its last lines:\n    odd$"):
        run_step(make_step(monkeypatch, tmp_path, "exit('odd')"))


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("NewConnectionError('<pip...>: Failed to establish a new connection", "no network"),
        ("error: command 'gcc' failed: No such file or directory", "install a C compiler"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "is not the one that"),
    ],
)
def test_reasons_of_pip_are_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, output: str, sentence: str
) -> None:
    failing = make_step(monkeypatch, tmp_path, f"exit({output!r})")
    with pytest.raises(LocalRunError, match=sentence):
        run_step(dataclasses.replace(failing, reasons=environment.REASONS))


def test_python_without_venv_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(LocalRunError, match="apt install python3-venv"):
        environment._create()


def test_environment_that_is_not_one_is_made_anew(tmp_path: Path) -> None:
    assert not environment._is_usable(tmp_path / "missing")
    foreign = tmp_path / "python"
    foreign.symlink_to(sys.executable)
    assert not environment._is_usable(foreign)


def test_second_set_up_waits_for_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = tmp_path / "lock"
    holder_program = f"""
from pathlib import Path
from infra.local.set_up_lock import set_up_lock
with set_up_lock(Path({str(lock)!r})):
    print("held", flush=True)
    input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", holder_program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdin
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        waiter = subprocess.Popen(
            [sys.executable, "-c", holder_program.replace("input()", "")],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        with waiter:
            assert waiter.stdout
            assert "waiting for it" in waiter.stdout.readline()
            holder.communicate("\n")
            assert waiter.stdout.readline() == "held\n"
    with set_up_lock.set_up_lock(lock):
        assert capsys.readouterr().out == ""


def test_fingerprint_changes_with_names_contents_and_settings(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("1")
    first = fingerprint([file])
    assert fingerprint([file]) == first
    assert fingerprint([file], "setting") != first
    file.write_text("2")
    assert fingerprint([file]) != first
    file.write_text("1")
    assert fingerprint([file.rename(tmp_path / "b")]) != first


def test_stamp_is_current_for_what_was_written_only(tmp_path: Path) -> None:
    stamp = tmp_path / "new" / "stamp"
    assert not is_current(stamp, "x")
    write_stamp(stamp, "x")
    assert is_current(stamp, "x")
    assert not is_current(stamp, "y")


# Browser


def install(folder: Path, name: str, exit_code: int = 0) -> Path:
    program = folder / name
    program.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    program.chmod(0o755)
    return program


def test_browsers_are_tried_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    chosen = tmp_path / "chosen"
    monkeypatch.setenv("GATEPOST_BROWSER", str(chosen))
    chromium = install(tmp_path, "chromium")
    chrome = install(tmp_path, "google-chrome")
    assert list(installed_browsers()) == [chosen, chrome, chromium]


def test_browser_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    assert works(install(tmp_path, "good"))
    assert not works(install(tmp_path, "stub", exit_code=1))
    assert not works(tmp_path / "missing")


# Foreground


def test_exit_code_is_passed_on() -> None:
    assert run_in_foreground([sys.executable, "-c", "exit(3)"]) == 3


def test_settings_of_a_deployment_do_not_reach_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTH0_ISSUER", "https://stray.example/")
    monkeypatch.setenv("GATEPOST_API_URL", "https://stray.example/")
    assert not any("stray.example" in value for value in clean_environment().values())
    assert clean_environment()["PATH"] == os.environ["PATH"]
