"""The distribution's Firefox, driven by WebDriver BiDi, the standard that it speaks itself: it needs no driver."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

SECONDS = 60
"""For anything to happen, however busy the machine is."""
ENTER = "\ue007"

_QUIET: Mapping[str, bool | int | str] = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "intl.accept_languages": "fi-FI",
    "services.settings.server": "data:,#none",
    "ui.prefersReducedMotion": 1,
}
"""Nothing is asked of the network, and nothing moves."""
_LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
_DEEP = (
    "const all = root => [...root.querySelectorAll('*')].flatMap(e => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])]);"
)
_ROOTS = f"(() => {{ {_DEEP} return all(document).map(e => e.shadowRoot).filter(Boolean); }})()"


class Tab:
    """A page that is open."""

    def __init__(self, firefox: "Firefox", context: str) -> None:
        self._firefox = firefox
        self._context = context

    def goto(self, url: str) -> None:
        """Open an address, and wait until it is there."""
        self._send("browsingContext.navigate", url=url, wait="complete")

    def evaluate(self, function: str) -> Any:
        """Return what a function gives, as JSON has it; `all(root)` are the elements, also those in shadow trees."""
        return json.loads(self._evaluated(f"(async () => JSON.stringify(await ({function})()))()")["value"])

    def run(self, script: str) -> None:
        """Run a script."""
        self._evaluated(f"{script}\n;0")

    def until(self, expression: str) -> Any:
        """Wait for an expression to be true, on whatever page is there by then, and return it; `all(root)` as above."""
        for _ in range(SECONDS * 10):
            if value := json.loads(
                self._evaluated(f"(() => {{ {_DEEP} return JSON.stringify(({expression}) ?? null); }})()")["value"]
            ):
                return value
            time.sleep(0.1)
        pytest.fail(f"it never came: {expression}")

    def find(self, role: str, name: str) -> dict[str, Any]:
        """Return the one element that Firefox gives this role and name to assistive technology."""
        roots = self._evaluated(_ROOTS, rooted=True)["value"]
        locator = {"type": "accessibility", "value": {"role": role, "name": name}}
        found = self._send("browsingContext.locateNodes", locator=locator)["nodes"]
        for root in roots:
            start = [{"sharedId": root["sharedId"]}]
            found += self._send("browsingContext.locateNodes", locator=locator, startNodes=start)["nodes"]
        assert len(found) == 1, f"{len(found)} elements are {role} {name!r}"
        element: dict[str, Any] = found[0]
        return element

    def focus(self, element: dict[str, Any]) -> None:
        """Bring an element to where keys go."""
        self._call("e => e.focus()", element)

    def click(self, element: dict[str, Any]) -> None:
        """Press the mouse in the middle of an element."""
        self._call("e => e.scrollIntoView({ block: 'center' })", element)
        origin = {"type": "element", "element": {"sharedId": element["sharedId"]}}
        self._act(
            "pointer",
            [
                {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
                {"type": "pointerDown", "button": 0},
                {"type": "pointerUp", "button": 0},
            ],
        )

    def type(self, keys: str) -> None:
        """Press keys one after the other."""
        self._act("key", [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")])

    def close(self) -> None:
        """Close it."""
        self._send("browsingContext.close")

    def _call(self, function: str, element: dict[str, Any]) -> None:
        self._firefox.send(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[{"sharedId": element["sharedId"]}],
            target={"context": self._context},
            awaitPromise=True,
        )

    def _act(self, kind: str, actions: list[dict[str, Any]]) -> None:
        self._send("input.performActions", actions=[{"type": kind, "id": kind, "actions": actions}])

    def _evaluated(self, expression: str, *, rooted: bool = False) -> dict[str, Any]:
        asked = {"serializationOptions": {"includeShadowTree": "open", "maxDomDepth": 0}} if rooted else {}
        target = {"context": self._context}
        reply = self._firefox.send("script.evaluate", expression=expression, target=target, awaitPromise=True, **asked)
        assert reply["type"] == "success", reply["exceptionDetails"]["text"]
        result: dict[str, Any] = reply["result"]
        return result

    def _send(self, method: str, **said: Any) -> dict[str, Any]:
        return self._firefox.send(method, context=self._context, **said)


class Firefox:
    """A browser that runs."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._count = 0

    def send(self, method: str, **said: Any) -> dict[str, Any]:
        """Ask the browser for something, and wait for its answer."""
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": said}))
        while True:
            reply = json.loads(self._socket.recv(timeout=2 * SECONDS))
            if reply.get("id") == self._count:
                assert reply["type"] == "success", f"{method}: {reply}"
                result: dict[str, Any] = reply["result"]
                return result

    def tab(self, width: int, height: int) -> Tab:
        """Open a tab of a size in CSS pixels."""
        context = self.send("browsingContext.create", type="tab")["context"]
        self.send("browsingContext.setViewport", context=context, viewport={"width": width, "height": height})
        return Tab(self, context)


@contextmanager
def running(preferences: Mapping[str, bool | int | str]) -> Iterator[Firefox]:
    """Start Firefox without a window and with preferences of `about:config`; skips the test where there is none."""
    program = shutil.which("firefox-esr")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("CI is set, but there is no firefox-esr")
        pytest.skip("there is no firefox-esr on this machine: apt-get install firefox-esr")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in {**_QUIET, **preferences}.items()
        ]
        Path(folder, "user.js").write_text("\n".join(lines), encoding="utf-8")
        with Path(folder, "log").open("w+b") as log:
            process = subprocess.Popen(
                [program, "--headless", "--no-remote", "--profile", folder, "--remote-debugging-port=0", "about:blank"],
                stdout=subprocess.DEVNULL,
                stderr=log,
                env=os.environ | {"HOME": folder},
            )
            try:
                with connect(f"{_address(process, Path(folder, 'log'))}/session", max_size=None, proxy=None) as socket:
                    firefox = Firefox(socket)
                    firefox.send("session.new", capabilities={})
                    yield firefox
            finally:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until it says where it listens."""
    while process.poll() is None:
        if said := _LISTENS.search(log.read_text(encoding="utf-8", errors="replace")):
            return said[1]
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    pytest.fail(f"firefox-esr ended: {log.read_text(encoding='utf-8', errors='replace')}")
