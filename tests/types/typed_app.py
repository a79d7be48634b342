"""An app as its developer writes it; type checkers read it, nothing runs it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import streamlit as st
from streamlit.testing.v1 import AppTest

import gatepost
import gatepost.testing

api = st.connection("protected_api", type=gatepost.ProtectedApi)


@dataclass(frozen=True, kw_only=True)
class VoteCast(gatepost.Event):
    choice: str


@dataclass(frozen=True, kw_only=True)
class AskQuestion(gatepost.Command):
    text: str


@gatepost.cache_data(ttl=60)
def messages(limit: int) -> list[str]:
    return [str(one) for one in api.get("/api/messages", params={"limit": limit}).json()]


@gatepost.cache_data
def count() -> int:
    return len(messages(10))


@gatepost.requires(scopes=["write:messages"], reason="To write.", max_age=300)
def write(text: str, *, to: str = "all") -> None:
    answer = api.post("/api/messages", json={"text": text, "to": to}, timeout=5)
    answer.raise_for_status()
    st.session_state["status"] = f"{answer.status_code} {answer.headers['content-type']}"


@gatepost.requires
def profile() -> None:
    user: gatepost.User = gatepost.require_user()
    name: str = user.name or user.sub
    is_allowed: bool = "read:messages" in user.scopes
    st.markdown(f"{gatepost.as_text(name)} {is_allowed} {user.claims.get('team')} {user['sub']}")
    st.json(user.to_dict())
    st.button("Write", on_click=write, args=["Hello"], kwargs={"to": "bob"})


@st.fragment
@gatepost.requires(scopes=["read:messages"])
def listed() -> None:
    gatepost.require_scopes("read:messages", acr_values=["mfa"])
    st.write(messages(10), count() + 1)


def load(path: str, client: gatepost.BoundApi) -> bytes:
    return client.get(path).content


def in_threads() -> list[bytes]:
    bound = api.bound()
    with ThreadPoolExecutor() as pool:
        return [*pool.map(load, ["/a", "/b"], [bound, bound])]


async def with_asyncio(client: gatepost.AsyncBoundApi) -> int:
    async with client:
        one = await client.get(api.path("/users/{id}", id="auth0|1"))
    return one.status_code


def take_vote(vote: VoteCast) -> None:
    st.session_state["vote"] = vote.choice
    gatepost.rerun_app()


def report(error: gatepost.ErrorReport) -> None:
    st.session_state["error"] = error.code


page = gatepost.RemoteComponent("poll", title="Poll")


@st.fragment
def poll() -> None:
    page.connect(gatepost.on(VoteCast, take_vote), gatepost.on(gatepost.ErrorReport, report))


def main() -> None:
    somebody: gatepost.User | None = gatepost.sign_in(
        scopes=["read:messages"], labels={"sign_in": "Log in"}, show_user=False
    )
    page.draw()
    poll()
    st.button("Ask", on_click=page.send, args=[AskQuestion(text="Tea?")])
    st.button("Leave", on_click=gatepost.sign_out)
    if gatepost.status() == "signed_in" and somebody:
        st.navigation([st.Page(profile), st.Page(listed)]).run()
        asyncio.run(with_asyncio(api.bound_async()))
    try:
        in_threads()
    except gatepost.StepUpRequired as error:
        needs: gatepost.Needs = error.needs
        st.error(f"{error.code}: {error.message} {sorted(needs.scopes)}")
    except gatepost.GatepostError as error:
        st.error(error.message)


def test_messages() -> None:
    at = gatepost.testing.signed_in(AppTest.from_file("app.py"), "Ada", scopes=["read:messages"])
    with gatepost.testing.FakeApi({"GET /api/messages": ["Good morning"]}) as fake:
        at.run()
    assert fake.calls[0].user == "test|ada"
    gatepost.testing.decline(at, "No.").run()
