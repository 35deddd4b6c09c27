"""Pages in the manner of what the widget is put into: frameworks, content management, scripts that watch."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from support.stage import Stage

ROOT = Path(__file__).parents[2]
HOSTS = ROOT / "tests" / "e2e" / "hosts"
_TYPES = {".css": "text/css", ".js": "text/javascript"}


def bundled(name: str) -> bytes:
    """Return a page's script with the framework that it is written for, in the form for development."""
    esbuild = ROOT / "widget" / "node_modules" / ".bin" / "esbuild"
    if shutil.which("node") is None or not esbuild.exists():
        if os.environ.get("CI"):
            pytest.fail("CI is set, but there is no node or no `npm ci` in widget/")
        pytest.skip("frameworks come from npm: run `npm ci` in widget/")
    given = ("--bundle", "--format=iife", '--define:process.env.NODE_ENV="development"', "--log-level=error")
    flags = ("--define:__VUE_OPTIONS_API__=true", "--define:__VUE_PROD_DEVTOOLS__=false")
    hydration = "--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false"
    built = subprocess.run(
        [esbuild, HOSTS / name, *given, *flags, hydration],
        env=os.environ | {"NODE_PATH": str(ROOT / "widget" / "node_modules")},
        check=True,
        capture_output=True,
    )
    return built.stdout


def serve(site: Stage, path: str, content: bytes) -> None:
    """Put a file of a host page at a path."""
    kind = _TYPES[Path(path).suffix]
    site.acts[path] = lambda handler, _: handler.give(200, content, Content_Type=f"{kind}; charset=utf-8")


def serve_files(site: Stage) -> None:
    """Put the files of the host pages that need no building where the pages look for them."""
    for file in HOSTS.iterdir():
        if file.suffix in _TYPES:
            serve(site, f"/hosts/{file.name}", file.read_bytes())


def in_block(name: str, block: str) -> str:
    """Return a page with what an editor puts into its block."""
    return (HOSTS / f"{name}.html").read_text("utf-8").replace("<!-- LOHKO -->", block)
