"""Further accounts of the local identity provider, as a file gives them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra.local import Running
from tests.rig.ready import wait_ready

from .identity import READER, Browser, id_claims, redeem, tier_on
from .stand_ins import free_port

ADA = {"sub": "auth0|ada", "email": "ada@example.com", "password": "ada-password"}


def test_account_of_the_file_signs_in_beside_the_seeded_ones(tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    odd = {**ADA, "name": "A\0\ud83d <b>", "claims": {"email": "odd\n@example.com"}}
    file.write_text(json.dumps([odd]))
    tier = tier_on(free_port(), ACCOUNTS_FILE=str(file))
    with Running(tier, tmp_path / "identity.log") as running:
        wait_ready(running)
        for account in ((ADA["email"], ADA["password"]), READER):
            browser = Browser(tier.url)
            with browser.http:
                claims = id_claims(tier.url, redeem(browser, browser.log_in(account)))
            if account != READER:
                assert (claims["name"], claims["email"]) == (odd["name"], "odd\n@example.com")


@pytest.mark.parametrize("accounts", [{}, [{**ADA, "password": ""}], [{"sub": "auth0|ada"}]])
def test_accounts_that_are_not_complete_are_named_at_start(
    tmp_path: Path, accounts: object
) -> None:
    file = tmp_path / "accounts.json"
    file.write_text(json.dumps(accounts))
    tier = tier_on(free_port(), ACCOUNTS_FILE=str(file))
    with (
        Running(tier, tmp_path / "identity.log") as running,
        pytest.raises(Exception, match="cannot start: ACCOUNTS_FILE must"),
    ):
        wait_ready(running)
