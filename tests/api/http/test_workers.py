"""Questions wait for a thread, but not for ever, and not when nobody waits for them."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from types import ModuleType
from typing import Any

import anyio
import httpx2
import pytest
from threadpoolctl import threadpool_info

from lape_qa import budget
from lape_qa.assistant import Assistant
from lape_qa.errors import Busy
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.http import workers as http_workers
from lape_qa_api.http.workers import CALLER, Workers
from lape_qa_api.routers import documents as documents_router
from lape_qa_api.routers import reader, stream
from support.servers import Serve, listening

ANSWERED = {"question": "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"}


def test_no_more_than_two_questions_are_worked_on_at_once() -> None:
    workers = Workers()
    lock = threading.Lock()
    # Passed by pairs only, so two do run at the same time.
    both = threading.Barrier(2, timeout=10)
    at_work = 0
    most = 0

    def work() -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        both.wait()
        with lock:
            at_work -= 1

    async def ask_six_times() -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(6):
                tasks.start_soon(workers.run, work)

    anyio.run(ask_six_times)

    assert most == 2


def test_libraries_start_no_threads_of_their_own_for_a_question() -> None:
    async def threads() -> set[int]:
        return await Workers().run(lambda: {library["num_threads"] for library in threadpool_info()})

    assert anyio.run(threads) == {1}


class Gate:
    """Holds every question back until it is opened."""

    def __init__(self, assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = threading.Semaphore(0)
        self.opened = threading.Event()
        self.asked: list[str] = []
        ask = assistant.ask

        def held(question: str, **further: Any) -> Any:
            self.asked.append(question)
            self.begun.release()
            assert self.opened.wait(30)
            return ask(question, **further)

        monkeypatch.setattr(assistant, "ask", held)


@pytest.fixture
def gate(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Hold questions back."""
    made = Gate(assistant, monkeypatch)
    yield made
    made.opened.set()


def test_comments_come_while_a_question_waits(
    serve: Serve, watcher: IndexWatcher, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.05)
    with (
        listening(create_app(Serving(lambda: watcher))) as address,
        httpx2.stream("POST", f"{address}/v1/ask/stream", json=ANSWERED, timeout=30) as response,
    ):
        lines = response.iter_lines()
        assert next(lines).startswith(": ping")
        gate.opened.set()
        assert "event: verdict" in list(lines)


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/stream"])
def test_a_question_whose_asker_has_gone_is_not_worked_on(watcher: IndexWatcher, gate: Gate, path: str) -> None:
    app = create_app(Serving(lambda: watcher), Config(threads=1))
    workers: Workers = app.state.components.workers

    async def ask_and_leave(address: str) -> None:
        async with httpx2.AsyncClient(base_url=address, timeout=30) as http:
            first = asyncio.create_task(http.post("/v1/ask", json={"question": "Mikä on ensimmäinen?"}))
            await asyncio.to_thread(gate.begun.acquire)
            second = asyncio.create_task(http.post(path, json={"question": "Mikä on toinen?"}))
            await until(lambda: workers.waiting == 1)
            second.cancel()
            await until(lambda: workers.waiting == 0)
            gate.opened.set()
            assert (await first).status_code == 200

    with listening(app) as address:
        asyncio.run(ask_and_leave(address))
    assert gate.asked == ["Mikä on ensimmäinen?"]


def test_a_full_queue_is_503_and_says_when_to_come_again(watcher: IndexWatcher, gate: Gate) -> None:
    app = create_app(Serving(lambda: watcher), Config(threads=1, queue=1))
    workers: Workers = app.state.components.workers

    async def ask_three_times(address: str) -> None:
        async with httpx2.AsyncClient(base_url=address, timeout=30) as http:
            first = asyncio.create_task(http.post("/v1/ask", json=ANSWERED))
            await asyncio.to_thread(gate.begun.acquire)
            second = asyncio.create_task(http.post("/v1/ask", json=ANSWERED))
            await until(lambda: workers.waiting == 1)
            third = await http.post("/v1/ask", json=ANSWERED)
            assert (third.status_code, third.headers["retry-after"]) == (503, "1")
            assert third.json()["type"] == "urn:lape-qa:problem:busy"
            gate.opened.set()
            assert [(await first).status_code, (await second).status_code] == [200, 200]
            assert "lape_qa_refused_total 1.0" in (await http.get("/metrics")).text
            assert (await http.post("/v1/ask", json=ANSWERED)).status_code == 200

    with listening(app) as address:
        asyncio.run(ask_three_times(address))


def test_what_takes_too_long_is_503(serve: Serve, gate: Gate) -> None:
    response = serve(Config(timeout=0.05)).post("/v1/ask", json=ANSWERED)
    assert (response.status_code, response.json()["detail"]) == (
        503,
        "no answer within 0.05 seconds: ask again in a moment",
    )


@pytest.mark.parametrize(
    ("module", "name", "path"),
    [(reader, "elements", "/lue/nokia"), (documents_router, "DocumentList", "/v1/documents")],
    ids=["a page", "a list"],
)
def test_what_is_long_is_made_where_questions_are_answered_and_keeps_nobody_else_waiting(
    module: ModuleType, name: str, path: str, watcher: IndexWatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, opened = threading.Event(), threading.Event()
    made = getattr(module, name)

    def held(*given: Any, **further: Any) -> Any:
        begun.set()
        assert opened.wait(30)
        return made(*given, **further)

    monkeypatch.setattr(module, name, held)
    app = create_app(Serving(lambda: watcher), Config(threads=1, queue=0))

    async def read_and_look(address: str) -> None:
        async with httpx2.AsyncClient(base_url=address, timeout=30) as http:
            reading = asyncio.create_task(http.get(path))
            assert await asyncio.to_thread(begun.wait, 30)
            assert (await http.get("/healthz")).status_code == 200
            assert (await http.get(path)).status_code == 503, "there is one place, and that is taken"
            opened.set()
            assert "Nokian perhekeskus" in (await reading).text

    with listening(app) as address:
        asyncio.run(read_and_look(address))


def endless(checked: list[int]) -> None:
    while True:
        budget.check()
        checked.append(1)


def test_a_thread_whose_time_is_over_stops_and_takes_other_work() -> None:
    async def overrun() -> None:
        workers = Workers(threads=1, queue=0, timeout=0.1)
        checked: list[int] = []
        with pytest.raises(Busy, match=r"no answer within 0\.1 seconds"):
            await workers.run(lambda: endless(checked))
        # A queue of none: there is room only because the one thread has become free.
        await until(lambda: workers.overdue == 0)
        assert await workers.run(lambda: "done") == "done"
        assert checked

    anyio.run(overrun)


def test_a_thread_whose_caller_has_gone_stops_and_takes_other_work() -> None:
    async def leave() -> None:
        workers = Workers(threads=1, queue=0, timeout=600)
        checked: list[int] = []
        asked = asyncio.create_task(workers.run(lambda: endless(checked)))
        await until(lambda: bool(checked))
        asked.cancel()
        await until(asked.done)
        done: list[str] = []

        async def again() -> None:
            with suppress(Busy):
                done.append(await workers.run(lambda: "done"))

        async with asyncio.timeout(30):
            while not done:
                await again()
                await asyncio.sleep(0.01)

    asyncio.run(leave())


async def until(condition: Any) -> None:
    """Wait for something that is about to happen."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


def test_callers_take_turns() -> None:
    workers = Workers(threads=1, queue=9)
    opened = threading.Event()
    done: list[str] = []

    async def ask(caller: str) -> None:
        CALLER.set(caller)
        await workers.run(lambda: done.append(caller) if opened.wait(10) else None)

    async def ask_all() -> None:
        async with anyio.create_task_group() as tasks:
            for caller in ("a", "a", "a", "b", "c", "b"):
                tasks.start_soon(ask, caller)
                await anyio.sleep(0.01)
            opened.set()

    anyio.run(ask_all)
    assert done == ["a", "a", "b", "c", "a", "b"]


class Asked:
    """Questions that are held back one by one, in two threads: which have begun, in order."""

    def __init__(self) -> None:
        self.workers = Workers(threads=2, queue=32)
        self.begun: list[str] = []
        self._held: list[threading.Event] = []

    def ask(self, caller: str) -> asyncio.Task[None]:
        """Ask in a caller's name."""
        CALLER.set(caller)
        return asyncio.create_task(self.workers.run(partial(self._hold, caller)))

    async def by_one_behind_another(self, count: int) -> list[asyncio.Task[None]]:
        """Ask one question of somebody, have it answered, and ask so many of another, of which one begins."""
        first = self.ask("other")
        await self.begins("other")
        self.end(0)
        await first
        tasks = [self.ask("attacker") for _ in range(count)]
        await self.begins("other", "attacker")
        return tasks

    async def begins(self, *callers: str) -> None:
        """Wait until the questions of these callers have begun, and no others."""
        await until(lambda: len(self.begun) >= len(callers))
        await asyncio.sleep(0.02)
        assert self.begun == list(callers)

    def end(self, number: int) -> None:
        """Let the question that was begun as the number-th be answered."""
        self._held[number].set()

    def _hold(self, caller: str) -> None:
        self._held.append(held := threading.Event())
        self.begun.append(caller)
        assert held.wait(30)


def test_while_others_ask_now_and_then_one_thread_is_free_for_them() -> None:
    async def attack() -> None:
        asked = Asked()
        tasks = await asked.by_one_behind_another(17)
        tasks.append(asked.ask("other"))
        # At once, with sixteen before it.
        await asked.begins("other", "attacker", "other")
        asked.end(2)
        await tasks[-1]
        asked.end(1)
        await asked.begins("other", "attacker", "other", "attacker")
        for task in tasks:
            task.cancel()
        asked.end(3)

    asyncio.run(attack())


def test_who_asks_alone_has_all_threads_and_somebody_new_is_next() -> None:
    async def attack() -> None:
        asked = Asked()
        tasks = [asked.ask("attacker") for _ in range(17)]
        await asked.begins("attacker", "attacker")
        tasks.append(asked.ask("other"))
        # Until it stands in the line.
        await asyncio.sleep(0)
        asked.end(0)
        await asked.begins("attacker", "attacker", "other")
        for task in tasks:
            task.cancel()
        asked.end(1)
        asked.end(2)

    asyncio.run(attack())


def test_when_the_others_have_gone_all_threads_are_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_workers, "_ABOUT_SECONDS", 0.2)

    async def attack() -> None:
        asked = Asked()
        tasks = await asked.by_one_behind_another(5)
        await asyncio.sleep(0.2)
        asked.end(1)
        await asked.begins("other", "attacker", "attacker", "attacker")
        for task in tasks:
            task.cancel()
        asked.end(2)
        asked.end(3)

    asyncio.run(attack())


def test_who_has_its_share_waits_for_a_place_before_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_workers, "_SHARE_SECONDS", 0.5)

    async def ask() -> None:
        asked = Asked()
        tasks = [asked.ask("attacker") for _ in range(17)]
        await asked.begins("attacker", "attacker")
        started = time.monotonic()
        with pytest.raises(Busy):
            await asked.ask("attacker")
        assert time.monotonic() - started >= 0.5
        waiting = asked.ask("attacker")
        await asyncio.sleep(0.05)
        asked.end(0)
        await asked.begins("attacker", "attacker", "attacker")
        await asyncio.sleep(0.5)
        assert (asked.workers.waiting, waiting.done()) == (15, False)
        for task in [*tasks, waiting]:
            task.cancel()
        asked.end(1)
        asked.end(2)

    asyncio.run(ask())


def test_one_caller_may_have_half_of_the_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_workers, "_SHARE_SECONDS", 0)
    workers = Workers(threads=2, queue=8)
    opened = threading.Event()
    refused: list[str] = []

    async def ask(caller: str) -> None:
        CALLER.set(caller)
        try:
            await workers.run(lambda: opened.wait(10))
        except Busy:
            refused.append(caller)

    async def ask_all() -> None:
        async with anyio.create_task_group() as tasks:
            for caller in [*"aaaaaaa", *"bbbb", *"ccc"]:
                tasks.start_soon(ask, caller)
                await anyio.sleep(0.01)
            opened.set()

    anyio.run(ask_all)
    # Ten places: five of the first, four of the second, one of the third.
    assert refused == ["a", "a", "c", "c"]


def test_what_nobody_waits_for_takes_no_place() -> None:
    workers = Workers(threads=1, queue=1)
    opened = threading.Event()

    async def leave_and_ask() -> int:
        first = asyncio.create_task(workers.run(lambda: opened.wait(10)))
        await until(lambda: workers.waiting == 0)
        for _ in range(5):
            waiting = asyncio.create_task(workers.run(lambda: None))
            await until(lambda: workers.waiting == 1)
            waiting.cancel()
            await until(lambda: workers.waiting == 0)
        last = asyncio.create_task(workers.run(lambda: 7))
        await asyncio.sleep(0.01)
        opened.set()
        await first
        return await last

    assert asyncio.run(leave_and_ask()) == 7
