"""Whatever fits or does not fit /openapi.json, the service answers as it says there, and never with a 5xx."""

import subprocess
import sys
from pathlib import Path

import pytest

from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.security import access
from lape_qa_api.security.keys import Keys
from support.servers import listening

SETTINGS = Path(__file__).parent / "schemathesis.toml"


def test_every_check_of_schemathesis_holds(
    watcher: IndexWatcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It shows keys that are not good more often than anybody may.
    monkeypatch.setattr(access, "_GUESSES_PER_MINUTE", 10_000)
    app = create_app(Serving(lambda: watcher), Config(exposed=True, rate=0, unanswered_topics=True))
    key = Keys(app.state.components.database).add("fuzz", ["ask", "read", "editor", "admin"])
    with listening(app) as address:
        ran = subprocess.run(
            [
                *(
                    sys.executable,
                    "-m",
                    "schemathesis.cli",
                    "--config-file",
                    SETTINGS,
                    "run",
                    f"{address}/openapi.json",
                ),
                *("--header", f"Authorization: Bearer {key}", "--checks", "all", "--no-color"),
                *("--max-examples", "5", "--seed", "1", "--generation-database", "none"),
            ],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=600,
        )
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    assert "Tested: 22" in ran.stdout
