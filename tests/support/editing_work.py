"""The process of a job with a fake encoder in place of the model: `python -m support.editing_work FOLDER JOB LOCK`.

A file `stop` in the folder of the jobs makes it wait, before it encodes anything, until somebody has removed the file
or killed the process.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from lape_qa.encoding.model import Encoded
from lape_qa.encoding.protocol import Advance, Role
from lape_qa_api.editing.work import main
from support.fakes import FakeEncoder


class Waiting(FakeEncoder):
    """Encodes when it may."""

    def encode_tokens(
        self, texts: Sequence[str], role: Role, advance: Advance | None = None
    ) -> Iterator[tuple[int, Encoded]]:
        """Wait as long as the file is there, then encode."""
        while Path(sys.argv[1], "stop").exists():
            time.sleep(0.01)
        return super().encode_tokens(texts, role, advance)


if __name__ == "__main__":
    main(lambda _settings: Waiting())
