"""Work in processes beside this one: the same on many files, whose results come in the files' order, or what nobody waits for yet.

Started anew on every system (`spawn`), and without this process's own program, which may be a command, a script of the
library's user or `python -c` of a button.  A process that is killed takes no other file with it.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import ModuleType
from typing import TypeVar

J = TypeVar("J")
R = TypeVar("R")

_WORTH = 4
"""Files that a process has to have before it is worth starting."""
_SELDOM = 200_000
"""New objects after which a process looks for cycles: a workbook has tens of thousands of cells, none of which is in one."""
_AHEAD = 3
"""Files given out for each process: enough that none waits, and few results lie in memory unasked."""


def results(work: Callable[[J], R], jobs: Sequence[J], *, processes: int | None = None) -> Iterator[R | None]:
    """What `work` gives for each job, in their order; None for a job whose process was killed, as where memory runs out.

    work, jobs and what comes back cross between processes; what `work` raises is raised here.  processes: how many, by
    default one a processor, and none beside this one for few jobs.
    """
    count = min(_processors(), len(jobs) // _WORTH) if processes is None else processes
    if count < 2:
        yield from map(work, jobs)
        return
    left = deque(jobs)
    while left:
        for result in _until_broken(work, left, count):
            left.popleft()
            yield result
        if left:  # a process died: of those that were at work it may be the next one's
            yield next(_until_broken(work, [left.popleft()], 1), None)


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for cycles of objects: in millions of rows, of which none is in one, that takes a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextlib.contextmanager
def aside(*, worth: bool) -> Iterator[Aside]:
    """A process to which work is given while this one goes on.  worth: whether there is enough of it to start one."""
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_begin) if worth and _processors() > 1 else None
    try:
        yield Aside(pool)
    finally:
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


class Aside:
    """What takes work (`aside`)."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool

    def give(self, work: Callable[[], R]) -> Callable[[], R]:
        """Begin; what comes back waits for the result.  Without a process, or where it was killed, the work is done then."""
        if self._pool is None:
            return work
        try:
            with _without_program():
                result = self._pool.submit(work)
        except BrokenProcessPool:
            return work

        def wait() -> R:
            try:
                return result.result()
            except BrokenProcessPool:
                return work()

        return wait


def _until_broken(work: Callable[[J], R], jobs: Sequence[J], count: int) -> Iterator[R]:
    """Results in order, up to the first that was not there when a process died."""
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_begin)
    waiting: deque[Future[R]] = deque()
    given = iter(tuple(jobs))
    try:
        with contextlib.suppress(BrokenProcessPool):
            while True:
                while len(waiting) < count * _AHEAD and (job := next(given, None)) is not None:
                    with _without_program():
                        waiting.append(pool.submit(work, job))
                if not waiting:
                    return
                yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def _without_program() -> Iterator[None]:
    """Let a process that starts now not run this process's program first."""
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


def _begin() -> None:
    """Leave Ctrl-C to the process that waits for the results, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_SELDOM)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
