"""The one line of an error."""

import pytest

from lape_qa.documents.formats import extract
from lape_qa.errors import DocumentError


def line(error: pytest.ExceptionInfo[Exception]) -> str:
    """Return what an error says."""
    assert "\n" not in str(error.value), "an error is one line"
    return str(error.value)


def reason(suffix: str, content: bytes) -> str:
    """Return why a file of this content is refused."""
    with pytest.raises(DocumentError) as error:
        extract(suffix, content)
    return line(error)
