"""Workers: what hangs or dies costs one item."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from derive.book.workers import Done, Ended, in_workers
from tests.book.fake_work import work

ROOT = Path(__file__).parents[2]


def test_outcomes_come_in_the_order_of_the_items() -> None:
    """A slow first item does not change the order."""
    orders = ["sleep 0.2", "a", "b", "c", "d"]
    assert in_workers(work, orders) == [Done(order) for order in orders]


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("hang", "took longer than 0.3 s"),
        ("hang-in-c", "took longer than 0.3 s"),
        ("exit", "status 3"),
        ("kill", "SIGKILL"),
        ("raise", "ZeroDivisionError: on order"),
    ],
)
def test_a_fault_ends_its_own_item_alone(order: str, reason: str) -> None:
    """The items around the faulty one have their values, and the reason is named."""
    start = time.monotonic()
    outcomes = in_workers(work, ["a", order, "b", "c"], seconds=0.3, processes=1)
    assert [outcomes[k] for k in (0, 2, 3)] == [Done("a"), Done("b"), Done("c")]
    assert isinstance(outcomes[1], Ended)
    assert reason in outcomes[1].reason
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("order", ["hang", "hang-in-c"])
def test_a_hang_is_ended_within_a_second_of_its_limit(order: str) -> None:
    """The clock of an item starts when the one before it is done, however many travel together."""
    told: list[float] = []
    items = ["sleep 0.2", "a", order, "b", *["c"] * 60]
    outcomes = in_workers(
        work, items, seconds=0.5, processes=1, progress=lambda *_: told.append(time.monotonic())
    )
    assert [k for k, outcome in enumerate(outcomes) if isinstance(outcome, Ended)] == [2]
    assert 0.4 < told[2] - told[1] < 1.5


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep no limit of memory")
def test_a_greedy_item_is_refused_the_memory() -> None:
    """What asks for more than a worker may have fails alone, and its worker goes on."""
    outcomes = in_workers(work, ["pid", "memory", "pid"], processes=1)
    assert outcomes[1] == Ended("needs more than 4 GB of memory")
    assert outcomes[0] == outcomes[2]


def test_a_worker_serves_many_items() -> None:
    """No process is paid for each item, and none is this one."""
    outcomes = in_workers(work, ["pid"] * 20, processes=1)
    pids = {outcome.value for outcome in outcomes if isinstance(outcome, Done)}
    assert len(pids) == 1
    assert pids != {str(os.getpid())}


def test_every_item_may_be_faulty() -> None:
    """Workers are replaced as often as they die."""
    outcomes = in_workers(work, ["exit"] * 5, processes=2)
    assert [type(outcome) for outcome in outcomes] == [Ended] * 5


def test_progress_counts_the_items() -> None:
    """Progress is told after each item, up to the last."""
    told: list[tuple[int, int]] = []
    in_workers(work, ["a", "exit", "b"], progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_nothing_to_do_needs_no_worker() -> None:
    """No items, no outcomes."""
    assert in_workers(work, []) == []


def test_a_worker_that_can_not_start_is_an_error() -> None:
    """It is said once, instead of for each item."""
    with pytest.raises(RuntimeError, match="does not start"):
        in_workers(work, ["a"], preload=("no_such_module_anywhere",))


def test_standard_output_is_kept_clean(capfd: pytest.CaptureFixture[str]) -> None:
    """What a step prints, even past Python, does not mix with the results."""
    assert in_workers(work, ["print"]) == [Done("print")]
    assert capfd.readouterr().out == ""


def test_ctrl_c_stops_at_once() -> None:
    """An interrupt ends the call and its hanging workers within a moment."""
    script = (
        "import signal\n"
        "from tests.book.fake_work import work\n"
        "from derive.book.workers import in_workers\n"
        # A shell that starts the tests in the background has them ignore it.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "tell = lambda done, of: print(done, flush=True)\n"
        "in_workers(work, ['sleep 0', *['hang'] * 4], seconds=60, progress=tell)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"1\n"  # from now on it hangs
        os.killpg(process.pid, signal.SIGINT)
        # Each worker holds these pipes too: reading them to their ends waits for all of them.
        _, stderr = process.communicate(timeout=20)
    assert process.returncode != 0
    assert b"KeyboardInterrupt" in stderr
