"""Work done in processes that can be ended: a hang or a crash costs one item, never the rest.

C code hears no signal that Python handles, so a step that hangs there can't be interrupted from
inside; its process is ended from outside. Workers live long (one a core), because starting one
costs more than most steps, and each is forked from a small server that has the engines loaded
already, so that a replacement is cheap. Items travel several at a time, so that no worker waits
for the next one; each has its own time, and what was still waiting behind one that hangs is given
to another worker.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import math
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")

SECONDS = 10.0  # what an item may take
GRACE = 0.5  # what it may take longer before its process is ended
START = 60.0  # what a process may take to load the engines
MEMORY = 4 * 2**30  # bytes of address space of a worker
MOST_AT_ONCE = 32  # items that are sent at a time
OBJECTS = 20_000  # new ones, after which garbage is collected when an item is done
MOST_OBJECTS = 1_000_000  # after which it is collected at once


@dataclass(frozen=True, slots=True)
class Done(Generic[Value]):
    """What the function returned."""

    value: Value


@dataclass(frozen=True, slots=True)
class Ended:
    """Why there is no value: the function raised, or its process hung or died."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Ready:
    """The first thing a worker says, when it has loaded what it needs."""


def in_workers(
    function: Callable[[Item], Value],
    items: Sequence[Item],
    *,
    seconds: float = SECONDS,
    processes: int | None = None,
    preload: tuple[str, ...] = (),
    progress: Callable[[int, int], None] | None = None,
    together: Callable[[Item], object] = lambda item: None,
) -> list[Done[Value] | Ended]:
    """Apply ``function`` to each item, apart from this process; outcomes in the items' order.

    The function is one that a module holds under its name. An item that takes longer than
    ``seconds`` is ended; the others go on. ``preload`` names modules that the workers need.
    ``progress`` hears how many items are done, and of how many. Items that follow each other are
    sent together, up to some number, where ``together`` says the same of them. When this call is
    left early (Ctrl-C), every worker is ended at once. Raises RuntimeError when workers can't
    start.
    """
    outcomes: dict[int, Done[Value] | Ended] = {}
    workers: list[_Worker] = []
    count = min(processes or _cores(), len(items))
    todo = deque(_parcels(items, together, -(-len(items) // (count or 1))))
    try:
        for _ in range(count):
            workers.append(_Worker(function, seconds, preload))
        while len(outcomes) < len(items):
            for worker in _woken(workers):
                number = worker.items[0][0] if worker.items else None
                said = worker.hear()
                if number is not None:
                    outcomes[number] = said
                    if progress:
                        progress(len(outcomes), len(items))
                elif isinstance(said, Ended):
                    raise RuntimeError(f"the checking process does not start: {said.reason}")
                if not worker.alive:
                    workers.remove(worker)
                    if worker.items:
                        todo.appendleft(list(worker.items))
                    if todo:
                        workers.append(_Worker(function, seconds, preload))
                elif todo and not worker.items:
                    worker.give(todo.popleft())
    finally:
        for worker in workers:
            worker.end()
    return [outcomes[number] for number in range(len(items))]


def _parcels(
    items: Sequence[Item], together: Callable[[Item], object], most: int
) -> Iterator[list[tuple[int, Item]]]:
    """Yield the items, numbered, as they are sent: ``most`` at a time, or fewer."""
    for _, group in groupby(enumerate(items), key=lambda numbered: together(numbered[1])):
        while parcel := list(islice(group, min(most, MOST_AT_ONCE))):
            yield parcel


class _Worker:
    """One process, the pipe to it, and the items that it has: it works on the first."""

    def __init__(
        self, function: Callable[[Any], Any], seconds: float, preload: tuple[str, ...]
    ) -> None:
        self.connection, theirs = multiprocessing.Pipe()
        self.process: Any = _context(preload).Process(
            target=_serve, args=(theirs, function, seconds, preload), daemon=True
        )
        self.process.start()
        theirs.close()
        self.seconds = seconds
        self.items: deque[tuple[int, Any]] = deque()
        self.alive = True
        self.deadline = time.monotonic() + START

    def give(self, items: Sequence[tuple[int, Any]]) -> None:
        """Send numbered items, and start the clock of the first."""
        self.items.extend(items)
        self.deadline = time.monotonic() + self.seconds + GRACE
        with contextlib.suppress(OSError):  # it has died: hear() says so
            self.connection.send([item for _, item in items])

    def hear(self) -> Any:
        """Return what the process says of its first item, or why it is ended: late or dead."""
        try:
            if not self.connection.poll():
                self.end()
                said: Any = Ended(_too_long(self.seconds))
            else:
                said = self.connection.recv()
        except (EOFError, OSError):
            self.process.join(1)  # the pipe closes a moment before the process is gone
            code = self.process.exitcode
            self.end()
            said = Ended(_cause_of_death(code, self.seconds))
        if self.items:
            self.items.popleft()
        self.deadline = time.monotonic() + self.seconds + GRACE if self.items else math.inf
        return said

    def end(self) -> None:
        """End the process at once, whatever it is doing."""
        self.alive = False
        self.connection.close()
        self.process.kill()
        self.process.join()


def _woken(workers: list[_Worker]) -> list[_Worker]:
    """Wait until a worker speaks, dies or is late; return those that do."""
    soonest = min(worker.deadline for worker in workers)
    timeout = None if soonest == math.inf else max(0.0, soonest - time.monotonic())
    ready = wait([worker.connection for worker in workers], timeout)
    now = time.monotonic()
    return [worker for worker in workers if worker.connection in ready or worker.deadline <= now]


def _serve(
    connection: Connection,
    function: Callable[[Any], Any],
    seconds: float,
    preload: tuple[str, ...],
) -> None:
    """Answer items until the pipe closes: the life of a worker."""
    _settle()
    try:
        for module in preload:
            importlib.import_module(module)
    except Exception as error:
        connection.send(Ended(f"{type(error).__name__}: {error}"))
        return
    gc.freeze()  # what is loaded stays: the collector need not look at it again and again
    gc.set_threshold(MOST_OBJECTS, 20, 20)
    connection.send(_Ready())
    while True:
        try:
            for item in connection.recv():
                connection.send(_outcome(function, item, seconds))
                # Between items nearly all that is left is garbage: hardly anything is looked at.
                if gc.get_count()[0] > OBJECTS:
                    gc.collect(0)
        except (EOFError, OSError):
            return


def _outcome(function: Callable[[Any], Any], item: object, seconds: float) -> Done[Any] | Ended:
    """Return what the function returns, or how it failed."""
    _set_alarm(seconds + 2 * GRACE)
    try:
        return Done(function(item))
    except MemoryError:
        return Ended(f"needs more than {MEMORY // 2**30} GB of memory")
    except Exception as error:  # a fault of an engine ends this item alone
        return Ended(f"the checker failed: {type(error).__name__}: {error}")
    finally:
        _set_alarm(0)


def _settle() -> None:
    """Leave Ctrl-C to the parent, standard output to results, and memory to others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _set_alarm(seconds: float) -> None:
    """Have the system end this process after a time, should the parent be gone by then."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _context(preload: tuple[str, ...]) -> Any:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


def start_loading(preload: tuple[str, ...]) -> None:
    """Start the server that workers are forked from; it loads modules without being waited for."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        _context(preload)
        forkserver.ensure_running()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _too_long(seconds: float) -> str:
    return f"took longer than {seconds:g} s and was ended"


def _cause_of_death(code: int | None, seconds: float) -> str:
    if code is None or code >= 0:
        return f"its process died with status {code}"
    if -code == getattr(signal, "SIGALRM", None):
        return _too_long(seconds)
    return f"its process was ended by {signal.Signals(-code).name}"
