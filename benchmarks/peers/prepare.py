"""Write down what every system is given: the collection as LAPE-QA reads it, and the folder of its bundled model.

python -m benchmarks.peers.prepare BEIR-FOLDER WORK-FOLDER
"""

import json
import sys
from pathlib import Path

from lape_qa.encoding.bundled_e5 import BUNDLED_MODEL, bundled_folder
from lape_qa.encoding.choice import ModelChoice
from lape_qa.errors import LapeQAError, UsageError
from lape_qa.evaluation import beir
from lape_qa.settings import load_settings


def prepare(folder: Path, work: Path, model: Path) -> None:
    """Write WORK/job.json for a BEIR folder and a model folder; UsageError when the first is no such folder."""
    collection = beir.read(folder)
    job = {
        "collection": "/".join(folder.resolve().parts[-2:]),
        "model": BUNDLED_MODEL,
        "folder": str(model.resolve()),
        "passages": {d.id: f"{d.title}\n{d.text}" if d.title else d.text for d in collection.documents},
        "queries": collection.queries,
        "relevant": collection.relevant,
    }
    work.mkdir(parents=True, exist_ok=True)
    (work / "job.json").write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")


def model_folder() -> Path:
    """Return the bundled model's folder; UsageError when the settings ask for another model or other prompts."""
    settings = load_settings()
    if settings.model_choice() != ModelChoice():
        raise UsageError("all systems get the bundled model: unset LAPE_QA_MODEL, LAPE_QA_…_PROMPT, LAPE_QA_MAX_TOKENS")
    return bundled_folder(settings.cache)


if __name__ == "__main__":
    try:
        prepare(Path(sys.argv[1]), Path(sys.argv[2]), model_folder())
    except LapeQAError as error:
        sys.exit(f"peers: {error}")
