"""OpenDocument texts: headings, paragraphs, lists, tables and notes in their order."""

from lxml import etree

from lape_qa.documents.formats.composing import Extracted, composed, damaged
from lape_qa.documents.formats.opendocument import Opened, Reading


def read(content: bytes) -> Extracted:
    """Return a document's headings, paragraphs, lists and tables, and its properties.

    Headers, footers and lists of contents are left out, and so is what is hidden, deleted or a remark.
    """
    try:
        opened = Opened(content)
        text = composed(Reading(opened).parts(opened.of("text")))
        return Extracted(text, opened.stated(text))
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise damaged("an OpenDocument text", error) from error
