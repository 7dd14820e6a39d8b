"""Worker processes: the only place where a stranger's file is opened.

Each worker is a child process of its own session, under limits of memory, core dumps and time. It
is asked and answers in length-prefixed JSON over two pipes. A worker that crashes, hangs, runs
out of memory or answers nonsense is killed with its group and replaced; its task fails with
`WorkerDied` and nothing else is harmed.

A task is a module-level function with plain JSON arguments and result; files travel as paths.
`@task(seconds=…)` sets how long one call may take.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import io
import json
import os
import queue
import signal
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from typing import IO, Any, TypeVar

from packet.errors import OutputError, PacketError, Unusable, WorkerDied

_MEMORY = 3 << 30  # bytes of address space a worker may have; normal work peaks near 0.5 GiB
_ANSWER = 64 << 20  # bytes an answer may have
_SECONDS = 120.0
_TASKS_A_WORKER = 400  # then it is replaced, so that no library's leak can grow

# One thread a worker: the pool is where the parallel work is.
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

Function = TypeVar("Function", bound=Callable[..., Any])
_LENGTH = struct.Struct(">I")
_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def task(*, seconds: float = _SECONDS) -> Callable[[Function], Function]:
    """Mark a function as a worker's task that may take `seconds` of wall time."""

    def mark(function: Function) -> Function:
        function.packet_seconds = seconds  # type: ignore[attr-defined]
        return function

    return mark


class _Worker:
    """One child process. Not thread-safe: each belongs to one thread of the pool."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler=0", "-m", "packet.workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={
                **os.environ,
                **_ENVIRONMENT,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            },
        )
        self.done = 0

    def ask(self, name: str, args: tuple[Any, ...], seconds: float) -> Any:
        """The task's result. Raises what the task raised, or WorkerDied."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.kill()

        watch = threading.Timer(seconds, stop)
        watch.start()
        try:
            _send(self._process.stdin, {"task": name, "args": args})
            answer = _receive(self._process.stdout)
        except (OSError, EOFError, ValueError) as error:
            code = self._stopped()
            why = f"took more than {seconds:.0f} s" if late.is_set() else _death(code)
            raise WorkerDied(why) from error
        finally:
            watch.cancel()
        self.done += 1
        if "result" in answer:
            return answer["result"]
        if "unusable" in answer:
            raise Unusable(*map(str, answer["unusable"]))
        if answer.get("memory"):
            raise WorkerDied("ran out of memory")
        if "disk" in answer:
            raise OutputError(
                f"the disk takes no more ({answer['disk']}); free some space and run the same "
                "command again"
            )
        raise RuntimeError(f"{name} failed in a worker\n{answer.get('traceback', '')}")

    def _stopped(self) -> int:
        self.kill()
        return self._process.wait()

    def kill(self) -> None:
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.kill()
        self._process.wait()


def _death(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"crashed ({signal.Signals(-code).name})"
    return f"ended with code {code}"


class WorkerPool(Executor):
    """`count` workers, each replaced when it misbehaves.

    All but one start at once and import the modules named by `tools` while the caller, who needs
    a core too, still reads its own files: that is most of what a first answer takes.
    """

    def __init__(self, count: int, tools: Iterable[str] = ()) -> None:
        self._queue: queue.SimpleQueue[
            tuple[Future[Any], Callable[..., Any], tuple[Any, ...]] | None
        ] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._live: set[_Worker] = set()
        self._closed = False
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()
        for _ in range(count - 1 if tools else 0):
            self.submit(load, list(tools))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if kwargs:
            raise TypeError("a task takes positional arguments only")
        if self._closed:
            raise RuntimeError("the pool is closed")
        future: Future[Any] = Future()
        self._queue.put((future, fn, args))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers. With `cancel_futures`, at once: running tasks are killed."""
        self._closed = True
        if cancel_futures:
            with contextlib.suppress(queue.Empty):
                while item := self._queue.get_nowait():
                    item[0].cancel()
            with self._lock:
                for worker in self._live:
                    worker.kill()
        for _ in self._threads:
            self._queue.put(None)
        if wait:
            for thread in self._threads:
                thread.join()

    def _serve(self) -> None:
        worker: _Worker | None = None
        try:
            while item := self._queue.get():
                future, fn, args = item
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    worker = worker or self._start()
                    name = f"{fn.__module__}:{fn.__qualname__}"
                    seconds = getattr(fn, "packet_seconds", _SECONDS)
                    result = worker.ask(name, args, seconds)
                except BaseException as error:
                    if isinstance(error, WorkerDied) and worker is not None:
                        self._end(worker)
                        worker = None
                    future.set_exception(error)
                else:
                    future.set_result(result)
                if worker is not None and worker.done >= _TASKS_A_WORKER:
                    self._end(worker)
                    worker = None
        finally:
            if worker is not None:
                self._end(worker)

    def _start(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise WorkerDied("the run was stopped")
            worker = _Worker()
            self._live.add(worker)
            return worker

    def _end(self, worker: _Worker) -> None:
        with self._lock:
            self._live.discard(worker)
        worker.close()


def load(modules: list[str]) -> None:
    """Import modules ahead of the tasks that need them."""
    for module in modules:
        importlib.import_module(module)


def _send(stream: IO[bytes], message: dict[str, Any]) -> None:
    data = json.dumps(message).encode()
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> dict[str, Any]:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    if length > _ANSWER:
        raise ValueError("answer too long")
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    message = json.loads(data)
    if not isinstance(message, dict):
        raise ValueError("not an answer")
    return message


def _limit() -> None:
    os.umask(0o077)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    module, _, name = str(request["task"]).partition(":")
    try:
        function = getattr(importlib.import_module(module), name)
        return {"result": function(*request["args"])}
    except Unusable as error:
        return {"unusable": [error.reason, error.hint]}
    except MemoryError:
        return {"memory": True}
    except OSError as error:
        if error.errno in _DISK_FULL:  # the fault of no file
            return {"disk": error.strerror}
        return {"traceback": traceback.format_exc()}
    except PacketError as error:
        return {"unusable": [str(error), ""]}
    except BaseException:
        return {"traceback": traceback.format_exc()}


def serve() -> None:
    """A worker's life: answer requests on stdin until it closes."""
    _limit()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    answers = os.fdopen(os.dup(1), "wb")
    # A library that prints must not break the protocol.
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    sys.stdout = io.TextIOWrapper(os.fdopen(quiet, "wb", closefd=False))
    while True:
        try:
            request = _receive(sys.stdin.buffer)
        except (EOFError, ValueError):
            return
        _send(answers, _answer(request))


if __name__ == "__main__":
    serve()
