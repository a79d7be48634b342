from __future__ import annotations

import pickle
from typing import Any

import pytest

from gatepost.wire.events import VERSION, Ack, Envelope, ErrorReport, EventMessage
from gatepost.wire.mailbox import Mailbox

BOOT = "boot-of-the-frame"


def envelope(*numbers: int, boot: str = BOOT, received: int = 0) -> Envelope:
    events = [EventMessage(seq=n, name="onError", data={"n": n}) for n in numbers]
    return Envelope(v=VERSION, boot=boot, received=received, events=events)


def accept(mailbox: Mailbox, *numbers: int, **where: Any) -> list[int]:
    sent = envelope(*numbers, **where)
    handled = [message.seq for message in mailbox.accept(sent)]
    for number in handled:
        mailbox.acknowledge(sent.boot, number)
    return handled


def ack(mailbox: Mailbox) -> Ack | None:
    return mailbox.ack


def commands(mailbox: Mailbox) -> list[tuple[int, str]]:
    return [(command.seq, command.name) for command in mailbox.commands]


@pytest.mark.parametrize(
    ("batches", "handled"),
    [
        ([[1, 2, 3]], [[1, 2, 3]]),
        ([[3, 1, 2]], [[1, 2, 3]]),
        ([[1], [1]], [[1], []]),
        ([[1], [1, 2], [2, 3]], [[1], [2], [3]]),
        ([[1, 2], [1]], [[1, 2], []]),
        ([[1], [3], [2, 3, 4]], [[1], [3], [4]]),
        ([[], [1], []], [[], [1], []]),
        ([[0]], [[]]),
        ([[1, 1, 2, 2]], [[1, 2]]),
    ],
    ids=[
        "in order",
        "out of order",
        "sent again",
        "sent again with more",
        "late copy",
        "a gap is passed and never gone back to",
        "empty",
        "numbers start at 1",
        "twice in one envelope",
    ],
)
def test_each_event_is_handled_once_and_in_order(
    batches: list[list[int]], handled: list[list[int]]
) -> None:
    mailbox = Mailbox()
    assert [accept(mailbox, *batch) for batch in batches] == handled


def test_ack_names_the_boot_and_its_last_handled_event() -> None:
    mailbox = Mailbox()
    assert ack(mailbox) is None
    accept(mailbox, 1, 2)
    assert ack(mailbox) == Ack(boot=BOOT, seq=2)
    accept(mailbox, 1)
    assert ack(mailbox) == Ack(boot=BOOT, seq=2)
    accept(mailbox, boot="another-boot-0000")
    assert ack(mailbox) == Ack(boot="another-boot-0000", seq=0)


def test_event_in_hand_is_not_acknowledged_yet() -> None:
    """A run that begins beside its handler shows nothing of what that does."""
    mailbox = Mailbox()
    accept(mailbox, 1)
    assert [event.seq for event in mailbox.accept(envelope(1, 2))] == [2]
    assert ack(mailbox) == Ack(boot=BOOT, seq=1)


def test_events_are_in_hand_of_one_run_at_a_time() -> None:
    mailbox = Mailbox()
    with mailbox.taken() as is_mine:
        with mailbox.taken() as is_another_s:
            assert (is_mine, is_another_s) == (True, False)
        with mailbox.taken() as is_another_s:
            assert not is_another_s
    with mailbox.taken() as is_mine:
        assert is_mine


def test_mailbox_can_be_pickled_with_its_handlers_left_out() -> None:
    mailbox = Mailbox(handlers={ErrorReport: lambda _: None})
    accept(mailbox, 1)
    with mailbox.taken():
        copy = pickle.loads(pickle.dumps(mailbox))
    assert (copy.handlers, ack(copy)) == ({}, Ack(boot=BOOT, seq=1))
    with copy.taken() as is_free:
        assert is_free


def test_each_boot_counts_for_itself() -> None:
    mailbox = Mailbox()
    accept(mailbox, 1, 2)
    assert accept(mailbox, 1, boot="another-boot-0000") == [1]
    assert accept(mailbox, 1, 2, 3) == [3]


def test_many_boots_are_forgotten_oldest_first() -> None:
    mailbox = Mailbox()
    handled = []
    for number in range(100):
        accept(mailbox, 1, boot=f"boot-number-{number:06}")
        handled += accept(mailbox, 1)
    assert len(mailbox._handled) <= 8
    assert handled == [1], "what is in use is not forgotten"
    assert accept(mailbox, 1, boot="boot-number-000099") == []


def test_command_stays_until_the_frame_has_received_it() -> None:
    mailbox = Mailbox()
    mailbox.send("first", {})
    mailbox.send("second", {})
    accept(mailbox)
    assert commands(mailbox) == [(1, "first"), (2, "second")]
    accept(mailbox, received=1)
    assert commands(mailbox) == [(2, "second")]
    accept(mailbox, received=2)
    assert commands(mailbox) == []


def test_number_of_a_command_is_never_used_again() -> None:
    mailbox = Mailbox()
    mailbox.send("first", {})
    accept(mailbox, received=1)
    mailbox.send("second", {})
    assert commands(mailbox) == [(2, "second")]
