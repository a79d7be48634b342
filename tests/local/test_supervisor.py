"""The supervisor and the processes under it, with small real processes as tiers."""

import io
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

import pytest

from infra.local import LocalRunError, Running
from infra.local.process import Process
from infra.local.supervisor import supervise
from tests.rig.ready import wait_ready

from .stand_ins import ROOT, fake_tier, free_port, is_answering


def stubborn(port: int) -> str:
    """Return a tier's body with a grandchild that listens too, and that ignores SIGTERM."""
    grandchild = (
        "import signal, socket, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"listener = socket.create_server(('127.0.0.1', {port})); time.sleep(60)"
    )
    return (
        "import subprocess\n"
        f"subprocess.Popen([sys.executable, '-c', {grandchild!r}])\n"
        "server.serve_forever()"
    )


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in 10 s"
        time.sleep(0.02)


def fail_if_ready() -> None:
    pytest.fail("said to be ready")


def test_tier_is_ready_once_it_answers_and_gone_once_stopped(tmp_path: Path) -> None:
    tier = fake_tier("one")
    with Running(tier, tmp_path / "one.log") as running:
        assert wait_ready(running) is running
        assert is_answering(tier.port)
    assert not is_answering(tier.port)
    assert (tmp_path / "one.log").read_text() == "listening\n"


def test_stop_ends_grandchildren_that_ignore_the_request(tmp_path: Path) -> None:
    port = free_port()
    with Running(fake_tier("one", stubborn(port)), tmp_path / "one.log") as running:
        wait_ready(running)
        wait_until(lambda: is_answering(port))
        running.stop(grace=0.2)
        wait_until(lambda: not is_answering(port))


def test_stop_before_start_does_nothing(tmp_path: Path) -> None:
    Running(fake_tier("one"), tmp_path / "one.log").stop()


def test_tier_that_never_answers_is_named_with_its_address(tmp_path: Path) -> None:
    tier = fake_tier("mute", "import time; server.server_close(); time.sleep(60)")
    with (
        Running(tier, tmp_path / "mute.log") as running,
        pytest.raises(LocalRunError, match=rf"The mute did not answer at {tier.url}"),
    ):
        wait_ready(running, 0.3)


def test_missing_program_is_a_sentence(tmp_path: Path) -> None:
    tier = fake_tier("one")
    missing = type(tier)(**{**vars(tier), "command": ("no-such-program",)})
    with pytest.raises(LocalRunError, match=r"The one cannot start: .*no-such-program"):
        Running(missing, tmp_path / "one.log").start()


def test_new_lines_are_whole_and_returned_once(tmp_path: Path) -> None:
    program = "print('one\\ntwo\\nthr', end='', flush=True); import time; time.sleep(60)"
    process = Process("it", (sys.executable, "-c", program), ROOT, {}, tmp_path / "a.log")
    assert process.new_lines() == []
    with process:
        wait_until(lambda: process.log().endswith("thr"))
        assert process.new_lines() == ["one", "two"]
        assert process.new_lines() == []


def test_tier_that_dies_at_start_ends_all_with_its_last_lines(tmp_path: Path) -> None:
    healthy = fake_tier("healthy")
    broken = fake_tier("broken", "sys.exit('the reason')")
    runs = [Running(tier, tmp_path / f"{tier.name}.log") for tier in (healthy, broken)]
    with pytest.raises(LocalRunError) as caught:
        supervise(runs, fail_if_ready)
    assert str(caught.value) == (
        "The broken stopped with exit code 1. Its last lines:\n    listening\n    the reason"
    )
    assert not is_answering(healthy.port)


def test_tier_that_dies_later_ends_all(tmp_path: Path) -> None:
    healthy = fake_tier("healthy")
    brief = fake_tier("brief", "server.handle_request(); sys.exit(3)")
    brief = replace(brief, needs=("healthy",))  # it is there to answer once
    runs = [Running(tier, tmp_path / f"{tier.name}.log") for tier in (healthy, brief)]
    ready: list[bool] = []
    with pytest.raises(LocalRunError, match="The brief stopped with exit code 3"):
        supervise(runs, lambda: ready.append(True))
    assert ready == [True]
    assert not is_answering(healthy.port)


def test_tier_that_dies_while_watching_waits_for_a_change_beside_the_others(
    tmp_path: Path,
) -> None:
    output = io.StringIO()
    healthy = fake_tier("healthy")
    started = tmp_path / "started"
    once = f"from pathlib import Path; Path({str(started)!r}).open('x')\nserver.serve_forever()"
    brief = fake_tier("brief", once)  # it fails at the second start, and not at the third
    runs = [Running(tier, tmp_path / f"{tier.name}.log") for tier in (healthy, brief)]
    ready: list[bool] = []

    def restarts() -> Iterator[set[str]]:
        while not ready:
            yield set()
            time.sleep(0.02)
        yield {"brief"}
        while "starts again when its sources change" not in output.getvalue():
            assert is_answering(healthy.port)
            yield set()
        started.unlink()
        yield {"brief"}
        while "brief: started again" not in output.getvalue():
            yield set()
        assert is_answering(brief.port)

    with redirect_stdout(output):
        supervise(runs, lambda: ready.append(True), restarts())
    assert ready == [True]
    assert "The brief stopped with exit code 1. Its last lines:" in output.getvalue()
    assert not is_answering(healthy.port)
    assert not is_answering(brief.port)


def test_tier_starts_when_those_it_needs_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    needed = fake_tier("needed")
    *start, program = needed.command
    needed = replace(needed, command=(*start, f"import time; time.sleep(0.5)\n{program}"))
    ask = f"import urllib.request; urllib.request.urlopen('{needed.url}'); server.handle_request()"
    eager = replace(fake_tier("eager", ask), needs=("needed",))
    (tmp_path / "eager.log").write_text("a line of the last run\n")
    runs = [Running(tier, tmp_path / f"{tier.name}.log") for tier in (eager, needed)]
    ready: list[bool] = []
    with pytest.raises(LocalRunError, match="The eager stopped with exit code 0"):
        supervise(runs, lambda: ready.append(True))
    assert ready == [True]
    assert "last run" not in capsys.readouterr().out


def test_tier_that_is_killed_is_named_with_the_signal(tmp_path: Path) -> None:
    tier = fake_tier("killed", "import os; os.kill(os.getpid(), 9)")
    with (
        Running(tier, tmp_path / "killed.log") as running,
        pytest.raises(LocalRunError, match="The killed was ended by signal 9"),
    ):
        wait_ready(running)


def test_lines_are_printed_with_the_tier_before_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tier = fake_tier("brief", "server.handle_request(); sys.exit(3)")
    with pytest.raises(LocalRunError):
        supervise([Running(tier, tmp_path / "brief.log")], lambda: None)
    assert capsys.readouterr().out.endswith("brief | listening\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_leaves_nothing_running(tmp_path: Path, number: signal.Signals) -> None:
    grandchild = free_port()
    tiers = [fake_tier("one"), fake_tier("two", stubborn(grandchild))]
    program = f"""
        import sys
        from pathlib import Path, PosixPath
        from infra.local import LocalRunError, Running, Tier
        from infra.local.supervisor import supervise
        runs = [Running(tier, Path({str(tmp_path)!r}) / tier.name) for tier in {tiers!r}]
        for run in runs:
            run.stop = lambda stop=run.stop: stop(grace=0.2)
        try:
            supervise(runs, lambda: print("ready", flush=True))
        except LocalRunError as error:
            sys.exit(error.exit_code)
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        while process.stdout.readline() != "ready\n":
            assert process.poll() is None
        wait_until(lambda: is_answering(grandchild))
        process.send_signal(number)
        assert process.wait(10) == 128 + number
    ports = [tier.port for tier in tiers] + [grandchild]
    wait_until(lambda: not any(is_answering(port) for port in ports))
