"""What one person leaves behind: nothing that the app was told to forget reaches the next."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from gatepost.identity.person import Identity
from gatepost.identity.session import Session
from gatepost.secret import Secret
from tests.streamlit_app.app_page import AppPage, envelope
from tests.streamlit_app.clock import Clock
from tests.streamlit_app.loopback import Loopback
from tests.streamlit_app.people import NOW, identity
from tests.streamlit_app.person_app import app, come, leave, person
from tests.streamlit_app.sign_in_app import update

pytestmark = pytest.mark.usefixtures("clock", "component")

ADA_CAME = (None, "ada")


@pytest.fixture
def page() -> AppPage:
    """Ada is signed in."""
    page = AppPage(app, identity("ada"))
    assert changes(page) == [ADA_CAME]
    return page


def changes(page: AppPage) -> list[tuple[str | None, str | None]]:
    page.expect_no_exception()
    noted: list[tuple[str | None, str | None]] = page.test.session_state["changes"]
    return noted


def text(page: AppPage) -> str:
    return str(page.test.text[0].value)


def then(page: AppPage, who: str, *ways: str) -> None:
    """Have the hook do something for that person."""
    page.test.session_state["then"] = {who: list(ways)}


def test_first_person_is_a_change_and_everybody_after_too(component: Loopback) -> None:
    page = AppPage(app)
    assert changes(page) == []
    come(page, component, "ada")
    come(page, component, "bob")
    leave(page)
    come(page, component, "ada")
    assert changes(page) == [ADA_CAME, ("ada", "bob"), ("bob", None), ADA_CAME]
    assert text(page) == "ada sees of ada"


def test_next_person_does_not_see_what_the_one_before_was_shown(
    page: AppPage, component: Loopback
) -> None:
    assert text(page) == "ada sees of ada"
    come(page, component, "bob")
    assert text(page) == "bob sees of bob"
    leave(page)
    assert text(page) == "nobody sees None"


@pytest.mark.parametrize(
    "changed",
    [{"accessToken": "another"}, {"scopes": []}, {"expiresIn": 1_200}],
    ids=["another token", "other scopes", "a later end"],
)
def test_same_person_is_no_change(
    page: AppPage, component: Loopback, changed: dict[str, Any]
) -> None:
    known = person(page)
    come(page, component, "ada", **changed)
    page.test.run()
    assert changes(page) == [ADA_CAME]
    assert person(page) == known


def test_sign_out_from_python_is_a_change_at_once(page: AppPage) -> None:
    page.click("sign_out")
    assert changes(page) == [ADA_CAME, ("ada", None)]
    assert page.commands == ["signOut"]
    page.test.run()
    leave(page)
    assert changes(page) == [ADA_CAME, ("ada", None)]


def test_sign_in_that_ends_by_itself_is_a_change_in_the_next_run(
    page: AppPage, clock: Clock
) -> None:
    clock.go_on(600)
    assert changes(page) == [ADA_CAME]
    page.test.run()
    assert changes(page) == [ADA_CAME, ("ada", None)]
    assert text(page) == "nobody sees None"


@pytest.mark.parametrize("event", ["onStatusUpdate", "onError"])
def test_sign_in_that_has_ended_runs_the_whole_app_again_with_any_event(
    page: AppPage, clock: Clock, event: str
) -> None:
    runs = page.test.session_state["runs"]
    clock.go_on(600)
    data = {"reason": "signed_out"} if "Status" in event else {"code": "oh", "message": "Oh."}
    page.emit(event, **data)
    assert page.test.session_state["runs"] == runs + 1
    assert text(page) == "nobody sees None"


def test_person_renewed_before_anything_ran_has_not_changed(
    page: AppPage, component: Loopback, clock: Clock
) -> None:
    clock.go_on(600)
    come(page, component, "ada", expiresIn=1_200)
    assert changes(page) == [ADA_CAME]


def test_hook_that_is_interrupted_is_called_again_and_the_sign_in_is_not_lost(
    page: AppPage, component: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    redeemed = update(page.props["challenge"], handover="sealed-handover")
    then(page, "bob", "interrupt")
    come(page, component, "bob")
    assert changes(page) == [ADA_CAME, ("ada", "bob"), ("ada", "bob")]
    assert text(page) == "bob sees of bob"
    page.deliver(envelope({"seq": 1, "name": "onStatusUpdate", "data": redeemed}))  # comes again
    page.test.run()
    assert page.ack["seq"] == 1
    assert len(component.requests) == 1
    assert len(changes(page)) == 3
    assert page.commands == []
    assert [r for r in caplog.records if r.name == "gatepost"] == []


def test_interrupted_sign_out_leaves_nobody_signed_in(page: AppPage) -> None:
    then(page, "nobody", "interrupt")
    page.click("sign_out")
    assert page.session.user is None
    page.test.run()
    assert changes(page) == [ADA_CAME, ("ada", None), ("ada", None)]
    assert (text(page), page.commands) == ("nobody sees None", ["signOut"])


def test_hook_that_raises_lets_nobody_in_until_it_has_returned(
    page: AppPage, component: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    then(page, "bob", "fail")
    known = person(page)
    come(page, component, "bob")
    assert "the hook on_change failed" in caplog.text
    assert text(page) == "bob sees of bob", "called again in the run that follows, it returned"
    assert changes(page) == [ADA_CAME, ("ada", "bob"), ("ada", "bob")]
    assert person(page) not in (None, known)
    assert page.errors == []


def test_hook_that_raises_always_is_an_error_on_the_page_and_keeps_everybody_out(
    page: AppPage, component: Loopback
) -> None:
    fails = {"bob": ["fail"], "nobody": ["fail"]}

    class Always(dict[str, list[str]]):
        def pop(self, key: str, *_: Any) -> Any:
            return self[key]

    page.test.session_state["then"] = Always(fails)
    known = person(page)
    come(page, component, "bob")
    for _ in range(2):
        (sentence,) = page.errors
        assert "reload the page" in sentence
        assert "with the person's data" not in sentence
        assert page.session.user is None
        assert text(page) == "nobody sees of ada"
        assert person(page) == known
        page.click("gatepost.retry_change")
    page.test.session_state["then"] = {}
    page.click("gatepost.retry_change")
    assert (page.errors, text(page)) == ([], "bob sees of bob")


def test_hook_that_ends_the_run_itself_is_not_called_again(
    page: AppPage, component: Loopback
) -> None:
    then(page, "bob", "stop")
    come(page, component, "bob")
    page.test.run()
    assert changes(page) == [ADA_CAME, ("ada", "bob")]
    assert page.session.user


def test_hook_may_sign_out_whom_the_app_does_not_want(page: AppPage, component: Loopback) -> None:
    then(page, "bob", "sign out")
    come(page, component, "bob")
    assert changes(page) == [ADA_CAME, ("ada", "bob"), ("bob", None)]
    assert text(page) == "nobody sees None"
    assert person(page) is None


def test_hook_may_clear_all_state_of_the_session(page: AppPage, component: Loopback) -> None:
    session = page.props["session"]
    then(page, "bob", "clear")
    come(page, component, "bob")
    assert text(page) == "bob sees of bob"
    assert page.props["session"] == session, "the frames need not begin again"


def test_presence_can_be_pickled_without_the_hook_of_an_app() -> None:
    session = Session(
        identity=Identity("another-grant-of", identity().user, Secret("t"), NOW + 60, frozenset())
    )
    session.presence.on_change = lambda _before, _now: None
    session.inform_app()
    known, copy = session.presence, pickle.loads(pickle.dumps(session)).presence
    assert known.user
    assert (copy.user, copy.id, copy.on_change) == (known.user, known.id, None)
