"""People as the load tool plays them: one at the component's routes, one with the app open."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from locust import User, between, task

from infra.rehearsal.names import BALANCED_APP, COMPONENT
from tests.bench._socket import StreamlitSocket
from tests.e2e.frame_client import FrameClient, Verifier


class _Timed(User):
    abstract = True

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Report how long a step took, and whether it held."""
        started, failure = time.perf_counter(), None
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever fails is counted
            failure = error
        self.environment.events.request.fire(
            request_type="step",
            name=name,
            response_time=(time.perf_counter() - started) * 1000,
            response_length=0,
            exception=failure,
        )


class Person(_Timed):
    """Signs in, comes back, renews, calls the API, and signs out at the end."""

    wait_time = between(10, 30)

    def on_start(self) -> None:
        self.frame = FrameClient(f"https://{COMPONENT}", f"https://{BALANCED_APP}")
        with self.timed("sign in"):
            self._redeem(self.frame.sign_in()["handover"])

    def _redeem(self, handover: str) -> None:
        """What the app's server does with what the frame hands it."""
        answer = self.frame.redeem(handover, self.frame.verifier.value)
        assert answer.status_code == 200, answer.json()["code"]

    def _ask(self, **question: bool) -> None:
        self.frame.verifier = Verifier(secrets.token_urlsafe(32))
        answer = self.frame.ask(**question).json()
        assert answer["user"], "signed out"
        self._redeem(answer["handover"])

    @task(3)
    def restore(self) -> None:
        with self.timed("restore"):
            self._ask()

    @task(1)
    def renew(self) -> None:
        with self.timed("renew"):
            self._ask(fresh=True)

    @task(6)
    def call(self) -> None:
        with self.timed("call"):
            answer = self.frame.call_api("pong-scoped")
            if answer.status_code == 401 and answer.json()["code"] == "session_unproven":
                self._ask()  # as the frame does
                answer = self.frame.call_api("pong-scoped")
            assert answer.status_code == 200, answer.json()["code"]

    def on_stop(self) -> None:
        with self.timed("sign out"):
            assert self.frame.sign_out().status_code == 200
            assert self.frame.session(op="status").json()["user"] is None


class Tab(_Timed):
    """Has the app open, and has it run again now and then; reconnects as a browser does."""

    pause = 60.0
    """Seconds between two runs, on average."""

    def wait_time(self) -> float:
        return random.uniform(0.7, 1.3) * self.pause

    def on_start(self) -> None:
        self.socket: StreamlitSocket | None = None
        self.run_app("first run")

    @task
    def run_again(self) -> None:
        self.run_app("run again")

    def run_app(self, name: str) -> None:
        with self.timed(name):
            try:
                self._run()
            except OSError:  # the replica is gone: reconnect, as browsers do
                self.socket = None
                self._run()

    def _run(self) -> None:
        self.socket = self.socket or StreamlitSocket(BALANCED_APP)
        self.socket.run()

    def on_stop(self) -> None:
        if self.socket:
            self.socket.close()
