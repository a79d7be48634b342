"""dev.py: the settings of the tiers, the ports and the command line."""

import argparse
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from infra.local import LocalRunError, checks, commands, tiers
from infra.local.running import check_ports
from infra.local.tiers import INHERITED, reload_dir, run_dir

from .stand_ins import ROOT, fake_tier

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
    "functions": {
        "AUTH0_ISSUER",
        "AUTH0_AUDIENCE",
        "ALLOWED_CLIENT_IDS",
        "ALLOWED_ORIGINS",
        "PYTHONUNBUFFERED",
    },
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
    "streamlit": {
        "GATEPOST_COMPONENT_URL",
        "GATEPOST_API_URL",
        "PYTHONPATH",
        "PYTHONUNBUFFERED",
    },
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
    assert first.secrets["GATEPOST_SECRET"] != second.secrets["GATEPOST_SECRET"]


def test_app_and_component_are_two_sites() -> None:
    hosts = {tier.name: tier.url.split(":")[1] for tier in tiers()}
    assert hosts["streamlit"] != hosts["component"]


def test_watching_tiers_differ_in_what_takes_up_changes_only() -> None:
    plain, watching = tiers(100), tiers(100, watch=True)
    assert [tier.url for tier in plain] == [tier.url for tier in watching]
    assert watching[0].env.keys() - plain[0].env.keys() == {"STATE_FILE"}
    assert str(run_dir(100)) in watching[0].env["STATE_FILE"]
    assert watching[1] == plain[1]
    assert "dev" in watching[2].command
    assert watching[2].env["NEXT_DIST_DIR"] == ".next-dev-100"
    assert watching[3].env.keys() == plain[3].env.keys()
    added = watching[3].env["PYTHONPATH"].removeprefix(plain[3].env["PYTHONPATH"] + os.pathsep)
    assert added == str(reload_dir(100))
    assert watching[3].command[-2:] == ("--server.runOnSave", "true")
    assert plain[3].command[-2:] == ("--server.runOnSave", "false")


def test_another_app_runs_in_place_of_the_demo_and_finds_the_package() -> None:
    demo, other = tiers()[3], tiers(app=ROOT / "examples" / "two_apis" / "app.py")[3]
    assert set(demo.command) ^ set(other.command) == {
        str(ROOT / "streamlit_app" / "app.py"),
        str(ROOT / "examples" / "two_apis" / "app.py"),
    }
    assert demo.env == other.env
    assert other.env["PYTHONPATH"] == str(ROOT / "streamlit_app")


def test_up_refuses_an_app_that_does_not_exist() -> None:
    result = run_dev("up", "--app", "no_such_app.py")
    assert result.returncode == 2
    assert f"there is no file {Path.cwd() / 'no_such_app.py'}" in result.stderr


@pytest.mark.parametrize("name", SETTINGS)
def test_tier_gets_its_settings_and_nothing_else(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTH0_DOMAIN", "https://stray.example")
    monkeypatch.setenv("GATEPOST_SECRET", "stray")
    monkeypatch.setenv("AUTH0_ISSUER", "https://stray.example/")
    tier = next(tier for tier in tiers() if tier.name == name)
    environment = replace(tier, secrets={}).environment()
    assert {*environment, *tier.secrets} - {*INHERITED} == SETTINGS[name]
    assert "stray" not in " ".join(environment.values())


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


def test_fixes_come_before_the_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    def run(check: checks.Check) -> bool:
        names.append(check.name)
        return True

    monkeypatch.setattr(checks, "_run", run)
    assert checks.run_checks() == 0
    alone = names.copy()
    names.clear()
    assert checks.run_checks(fix=True) == 0
    assert names == ["ruff check --fix", "ruff format", "biome --write", *alone]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing"],
        ["up", "--offset", "1"],
        ["up", "--port-offset", "-1"],
        ["up", "--port-offset", "60000"],
        ["check", "extra"],
        ["check", "--watch"],
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


def test_every_benchmark_finds_what_it_imports() -> None:
    names = [f"tests.bench.{name}" for name in commands.bench_names()]
    assert "tests.bench.api" in names
    subprocess.run(
        [sys.executable, "-c", f"import {', '.join(names)}"],
        cwd=ROOT,
        env=commands.bench_environment(),
        check=True,
        timeout=60,
    )
