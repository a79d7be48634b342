"""The promise of the messages: each is handled once and in order, whatever happens meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.hero_page import NOTED, HeroPage, offline

# By events in a group and milliseconds between groups: 1,000 events in all.
BURSTS = {
    (1, 0): 50,
    (1, 5): 50,
    (1, 30): 40,
    (1, 100): 20,
    (2, 0): 60,
    (2, 5): 60,
    (2, 30): 40,
    (2, 100): 40,
    (10, 0): 60,
    (10, 5): 60,
    (10, 30): 60,
    (10, 100): 60,
    (50, 0): 100,
    (50, 5): 100,
    (50, 30): 100,
    (50, 100): 100,
}


def test_all_four_events_and_one_of_the_app_s_own_arrive_and_are_shown(hero: HeroPage) -> None:
    hero.press("Send a status")
    hero.press("Send an error")
    hero.ask("Ask Python for the time", "ok")
    hero.hero.get_by_label("Text").fill("Grüße <b>x</b> **y**")
    hero.press("Send to Python")
    hero.press("Find a password")
    for name in ("onStatusUpdate", "onError", "onActionRequest", "onAdhocReport"):
        expect(hero.received).to_contain_text(name)
    expect(hero.received).to_contain_text('"Grüße <b>x</b> **y**"')
    password = hero.hero.get_by_text("tries.").inner_text().split(" ")[0]
    expect(hero.received).to_contain_text(f'onPasswordFound {{"password": "{password}"')
    assert hero.runs[0] == 1


def test_command_is_shown_as_text_with_its_number(hero: HeroPage) -> None:
    for number in (1, 2):
        hero.send_text(f"<i>text</i> {number}")
        entry = hero.hero.get_by_role("listitem").first
        expect(entry).to_contain_text(f"<i>text</i> {number}")
        expect(entry).to_contain_text(f"#{number} · ")


def test_requests_are_done_in_python_or_refused_with_a_code(hero: HeroPage) -> None:
    hero.ask("Call ping", "ok · 200")
    hero.ask("Call pong-scoped", "missing_token")
    hero.ask("Unknown route", "unknown_route")
    hero.ask("Ask Python for the time", "ok · Python's time is ")
    hero.sign_in_and_stay("guest")
    hero.ask("Call pong", "ok · 200")
    hero.ask("Call pong-scoped", "insufficient_scope")


def test_thousand_events_in_bursts_are_each_handled_once_and_in_order(hero: HeroPage) -> None:
    assert sum(BURSTS.values()) == 1_000
    for (per_burst, gap), events in BURSTS.items():
        hero.start_burst(events, per_burst, gap)
        hero.expect_sent(events)
        hero.expect_handled(events)
    expect(hero.received).to_contain_text("#1000 · ")
    assert hero.runs[0] == 1


@pytest.mark.parametrize("gap", [0, 5])
def test_burst_of_fifty_costs_five_runs_of_the_fragment_and_none_of_the_app(
    hero: HeroPage, gap: int
) -> None:
    hero.start_burst(50, 10, gap)
    hero.expect_handled(50)
    hero.page.wait_for_timeout(500)
    app, fragment = hero.runs
    hero.press_send()
    hero.expect_sent(50)
    hero.expect_handled(50)
    hero.page.wait_for_timeout(500)
    assert hero.runs[0] == app
    assert hero.runs[1] - fragment <= 1 + 5, "the click itself is one"


def test_burst_goes_on_while_the_app_runs_again(hero: HeroPage) -> None:
    app, _ = hero.runs
    hero.start_burst(200, 2, 20)
    for number in range(3):
        hero.page.locator("body").press("r")
        hero.send_text(f"meanwhile {number}")
    hero.expect_handled(200)
    assert hero.runs[0] > app


@pytest.mark.local
def test_frame_stays_where_runs_of_the_app_overtake_each_other(hero: HeroPage) -> None:
    app, _ = hero.runs
    hero.start_burst(400, 2, 10)
    for _ in range(20):
        hero.page.locator("body").press("r")
        hero.page.wait_for_timeout(100)
    hero.expect_sent(400)
    hero.expect_handled(400)
    assert hero.runs[0] > app + 10
    steps = [r["step"] for r in hero.page.evaluate(NOTED) if r["page"] == "hero"]
    assert steps.count("draw") == 1


def test_events_said_before_the_view_is_left_are_handled_when_it_is_back(hero: HeroPage) -> None:
    hero.start_burst(500, 500, 0)
    hero.expect_sent(500)
    for _ in range(2):
        hero.show("Sign-in")
        expect(hero.page.get_by_label("Draft")).to_be_visible()
        hero.show("Messages")
        hero.expect_ready()
    hero.expect_handled(500)


@pytest.mark.local
def test_burst_survives_a_cut_connection_in_the_same_session(hero: HeroPage) -> None:
    hero.press("Send an error")
    expect(hero.received).to_contain_text("#1 · ")
    hero.start_burst(100, 2, 30)
    with offline(hero.page):
        hero.page.wait_for_timeout(2_000)
        assert hero.page.get_by_text("Handled 100 of 100").count() == 0
    hero.expect_handled(100)
    expect(hero.received).to_contain_text("#101 · ")
    assert hero.loads == 1


def test_reload_of_the_frame_loses_and_repeats_nothing_that_was_said(hero: HeroPage) -> None:
    hero.start_burst(300, 300, 0)
    hero.expect_sent(300)
    hero.document.evaluate("location.reload()")
    hero.expect_handled(300)
    hero.expect_ready()
    hero.start_burst(100, 1, 30)
    hero.page.wait_for_timeout(500)
    hero.document.evaluate("location.reload()")
    hero.expect_handled(100)
    hero.start_burst(50, 10, 5)
    hero.expect_handled(50)


def test_burst_that_ends_with_its_page_goes_on_when_the_view_is_back(hero: HeroPage) -> None:
    hero.start_burst(400, 10, 30)
    for view in ("Sign-in", "Components"):
        hero.page.wait_for_timeout(300)
        hero.show(view)
        expect(hero.page.get_by_label("Per burst")).to_have_count(0)
        hero.show("Messages")
        hero.expect_ready()
    hero.expect_handled(400)
