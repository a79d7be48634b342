"""What the identity provider hands to the process that takes its place."""

import subprocess
from pathlib import Path

from infra.local import Running
from infra.local.node import NODE
from infra.local.tiers import PROVIDER
from tests.rig.ready import wait_ready

from .identity import READER, Browser, query_of, redeem, refresh, tier_on
from .stand_ins import free_port


def restart(running: Running) -> None:
    running.stop()
    wait_ready(running.start())


def test_session_and_tokens_outlive_the_process_with_a_state_file(tmp_path: Path) -> None:
    files = {"KEYS_FILE": str(tmp_path / "keys"), "STATE_FILE": str(tmp_path / "state")}
    tier = tier_on(free_port(), COMPONENT_BASE_URL="http://127.0.0.1:3001", **files)
    with Running(tier, tmp_path / "log") as running, Browser(tier.url).http as http:
        wait_ready(running)
        browser = Browser(tier.url)
        browser.http = http
        tokens = redeem(browser, browser.log_in(READER))
        restart(running)
        renewed = refresh(tier.url, tokens["refresh_token"])
        assert renewed.status_code == 200
        assert "code" in query_of(browser.authorize())  # no login page
        assert (tmp_path / "state").stat().st_mode & 0o777 == 0o600
        restart(running)
        assert refresh(tier.url, tokens["refresh_token"]).status_code == 400  # it was used


def test_without_a_state_file_all_ends_with_the_process(tmp_path: Path) -> None:
    tier = tier_on(free_port(), COMPONENT_BASE_URL="http://127.0.0.1:3001")
    with Running(tier, tmp_path / "log") as running, Browser(tier.url).http as http:
        wait_ready(running)
        browser = Browser(tier.url)
        browser.http = http
        tokens = redeem(browser, browser.log_in(READER))
        restart(running)
        assert refresh(tier.url, tokens["refresh_token"]).status_code != 200
        assert browser.authorize().status_code == 200  # the login page


def test_nothing_is_forgotten_because_many_others_came() -> None:
    script = """
        import { loadState } from "./state.mjs";
        const sessions = loadState().adapter("Session");
        for (let i = 0; i < 5000; i++) await sessions.upsert(`s${i}`, { jti: `s${i}` }, 3600);
        console.log((await sessions.find("s0")).jti);
    """
    command = (str(NODE), "--input-type=module", "--eval", script)
    run = subprocess.run(command, cwd=PROVIDER, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "s0"
