"""Why a file, a page or a change was refused: one English line, with a code and values to say it in other languages.

The lines are all here, so that whoever translates them finds them, and a test that nothing lacks.
"""

from collections.abc import Mapping
from typing import Any

ENGLISH: Mapping[str, str] = {
    # ---- files
    "in_file": "{file}: {problem}",
    "empty": "is empty",
    "no_text": "holds no text",
    "too_large": "has {count} bytes, more than {most}; split it",
    "page_too_large": "has {count} bytes, more than {most} for a page; split it",
    "too_much_text": "holds {count} bytes of text, more than {most}; split it",
    "no_regular_file": "is no regular file",
    "unreadable": "cannot be read: {detail}",
    "password": "protected by a password; save it without one",
    "encrypted": "encrypted; save it decrypted",
    "copy_protected": "protected against copying; get it without that",
    "unknown_format": "unknown format {suffix}; supported: {formats}",
    "not_of_kind": "is not {kind} by its content; save it anew, or give it the right suffix",
    "of_other_kind": "is {kind} by its content, not what {suffix} says; give it the right suffix, or save it anew",
    "not_utf8": "not UTF-8 at byte {at}; save it as UTF-8",
    "not_utf16": "not UTF-16 at byte {at}; save it as UTF-8",
    "not_as_marked": "its byte order mark says {encoding}, which it is not at byte {at}; save it as UTF-8",
    "unknown_encoding": "its encoding cannot be told; save it as UTF-8",
    "damaged": "damaged: it cannot be read as {kind} ({detail})",
    "damaged_pdf": "damaged: it cannot be read as PDF; save it anew",
    "damaged_page": "damaged: its page {page} cannot be read; save it anew",
    "damaged_drawing": "damaged: its page {page} cannot be drawn; save it anew",
    "damaged_in_archive": "damaged in its ZIP archive ({detail})",
    "lacks_part": "damaged: its part {part} is missing; save it anew",
    "lacks_beginning": "damaged: it does not say which part it begins with; save it anew",
    "lacks_kind": "damaged: it holds no {kind}; save it anew",
    "not_drawn": "its pages cannot be drawn",
    "part_too_large": "its part {part} has {count} bytes, more than {most}; split it",
    "defines_entities": "its part {part} defines entities, as only a file made to do harm does",
    "nests_too_deep": "its groups nest deeper than {most}, as only a file made to do harm has",
    "too_many_pages": "has {count} pages, more than {most}; split it",
    "too_many_slides": "has {count} slides, more than {most}; split it",
    "too_many_chapters": "has {count} chapters, more than {most}; split it",
    "too_many_cells": "has more than {most} cells; split it, or keep the sheets that people read",
    "tables_too_large": "has tables of more than {most} cells; split it",
    "scanned": "has no text, only pictures of pages; read it with --ocr, or run text recognition on it first",
    "scanned_in_vain": "has no text, only pictures of pages, and none was recognised on them; scan it anew",
    "picture": "is a picture; index with --ocr to recognise its text",
    "damaged_picture": "damaged: it cannot be read as a picture; save it anew",
    "too_many_pictures": "has more than {most} pictures; split it",
    "too_many_dots": "has {width} × {height} dots, more than {most}; save it with fewer",
    "recognised_too_slowly": "recognising the text of a page took longer than {seconds} seconds; split it",
    "recogniser_failed": "Tesseract cannot recognise it ({detail}); install it anew",
    "no_letters": "its fonts do not say which letters they draw; run text recognition (OCR) on it first",
    "only_rtf": "keeps its text as compressed RTF only; open it in Outlook and save it as text",
    "no_message": "is not an e-mail message by its content; save it anew, or give it the right suffix",
    # ---- what reading does to the process that reads
    "too_much_memory": "needs more than {most} MB of memory to be read; split it",
    "too_slow": "took longer than {seconds} seconds to be read; split it, or save it anew",
    "crashed": "ended the process that read it ({detail}); save it anew with another program",
    "senseless": "the process that read it gave a senseless answer; save it anew",
    "unforeseen": "cannot be read ({detail}); save it anew",
    # ---- archives and links
    "damaged_archive": "damaged: it cannot be read as a ZIP archive ({detail})",
    "archive_changed": "its archive has changed while it was read; index it again",
    "archive_too_full": "holds {count} files, more than {most}; split it",
    "archive_too_large": "unpacks to {count} bytes, more than {most}; split it",
    "archive_bursts": "its file {part} unpacks to more than {most} times its size, as only one made to do harm does",
    "archive_in_archive": "an archive inside an archive is not read; unpack it",
    "twice_in_archive": "stands twice in its archive; only one of the two is read",
    "link_in_archive": "is a link in an archive, which is not followed; pack the file itself",
    "leads_out_of_archive": "its name leads out of its archive; pack it anew",
    "link_to_nothing": "is a link that leads nowhere; remove it",
    "link_out": "is a link to a file outside {folder}; copy the file there",
    "folder_link_out": "is a link to a folder outside {folder}; name that folder as well",
    "folder_link": "is a link to a folder that is read at its own place",
    "stands_in_archive": "stands in an archive; take it out of that first",
    # ---- names and ids
    "name_not_utf8": "its name is not UTF-8; rename it",
    "name_unfit": "its name {problem}",
    "name_too_long": "its name is too long; shorten it",
    "readme": "a README is not read as a source; give it another name",
    "same_id": "has the id {id}, as {other} has; rename it, or give it another `id` in its front matter or sidecar",
    "other_id": "would not have the id '{id}'; write `id: {id}` into its front matter",
    "perhaps_it": "{problem}; mend or remove it first: it may be {id}",
    "none_read": "none of the {count} files could be read",
    # ---- what is said of a document
    "field_unfit": "its {field} {problem}",
    "field": "{field} {problem}",
    "half_sign": "holds half a character ({sign}); remove it",
    "control_sign": "holds a control character ({sign}); remove it",
    "turning_sign": "holds a character that turns the direction of writing ({sign}); remove it",
    "too_long": "has {count} characters, more than {most}; shorten it",
    "no_id": "is {value}; write letters, digits, `-`, `_` or `.`, without slashes",
    "no_date": "is {value}; write a date as 2019-02-01, 2019-02 or 2019",
    "no_language": "is {value}; write its code, such as fi, sv or en",
    "no_address": "is {value}, no address of the web; write one that begins with https:// or http://",
    "no_truth": "is {value}; write true or false",
    "no_groups": "has {value}, which names no group; write names of letters, digits, `-`, `_` or `.` with commas "
    "between them on one line, at most {most} of at most 60 characters; leave the line out to open the document to all",
    "front_matter": "front matter",
    "sidecar": "its sidecar {file}",
    "in_sidecar": "its sidecar {file}: {problem}",
    "of_sidecar": "its sidecar {file} {problem}",
    "two_sidecars": "has two sidecars, {one} and {other}; keep one",
    "lone_sidecar": "belongs to no document beside it; Markdown has its own front matter",
    "matter_too_long": "{where} has {count} characters, more than {most}; shorten it",
    "matter_garbled": "{where} does not parse: {detail}; quote values that hold a colon",
    "matter_garbled_at": "{where}, line {line}, does not parse: {detail}; quote values that hold a colon",
    "matter_unfit": "{where} {detail}",
    "matter_unfit_at": "{where}, line {line}: {detail}",
    "unknown_key": "{where} has an unknown key {key}; known: {known}",
    "matter_field": "{where}, line {line}: {field} {problem}",
    "no_line_of_text": "is not a text; write it on one line, in quotes",
    "no_plain_truth": "is {value}; write true or false, without quotes",
    "groups_unclear": "{where}, line {line}: {key} would close the document to others; write it once, as `groups`",
    "groups_outside": "has `groups` in front matter that is none; begin the file with a line of `---`, and end the "
    "front matter with another",
    # ---- what to know of a file that was read
    "encoding_guessed": "is not UTF-8; it was read as {encoding}. If letters are wrong, save it as UTF-8",
    "picture_page": "its page {pages} is a picture without text and is not read; --ocr recognises text in pictures",
    "picture_pages": "its pages {pages} are pictures without text and are not read; --ocr recognises text in pictures",
    "recognised": "its text was recognised from pictures and may be wrong on page {pages}",
    "not_recognised": "no text was recognised on its page {pages}",
    "hidden_slides": "its hidden slides are not read: {slides}",
    "picture_slides": "its slides that are pictures or charts without text are not read: {slides}",
    "hidden_sheets": "its hidden sheets, rows and columns are not read",
    "uncalculated": "some of its formulas hold no value and are not read; open it in a spreadsheet program and save "
    "it, so that they do",
    "answered_messages": "messages that it answers, and its signature, are not read",
    "attachments": "its attachments are not read: {files}; save those that are sources beside it",
    "many_attachments": "its attachments are not read: {files} and more; save those that are sources beside it",
    "id_by_folder": "its id is {id}, as a file in another folder has its name",
    "address_left_out": "{where}, line {line}: {field} {problem}; it is left out",
    # ---- pages of the web
    "address_empty": "is empty",
    "address_garbled": "is no address of the web ({detail})",
    "address_with_user": "holds a user name or a password, which would end up in the sources; remove it",
    "address_port": "names the port {port}, which is none",
    "robots_forbid": "its robots.txt forbids it",
    "robots_unreadable": "its robots.txt cannot be read: {problem}",
    "robots_rest_too_long": "its robots.txt asks for {seconds} s between two pages, more than {most}",
    "robots_too_long": "it has {count} lines for {robots} robots",
    "http_status": "HTTP status {status}",
    "page_missing": "HTTP status {status}",
    "front_page": "leads to the front page {address}: the page itself is hardly there any more",
    "other_site": "leads to another site, {address}; if that is right, write that address in its place",
    "leads_astray": "leads to {address}, which {problem}",
    "leads_round": "its redirects go round in a circle",
    "leads_on": "has more than {most} redirects one after the other",
    "leads_from_tls": "leads from https to {address}, which anybody on the way may change",
    "page_cannot_be_read": "cannot be read: {problem}",
    "page_of_other_kind": "is {kind}, which is not read",
    "page_of_unknown_kind": "is of a kind that its server does not tell, which is not read",
    "no_such_host": "the host {host} has no address ({detail})",
    "private_host": "{host} is {number}, a private address; name {host} under `private` when it is meant",
    "private_page": "{host} is a private address; LAPE_QA_PRIVATE_HOSTS names those that pages may come from",
    "no_answer": "no whole answer in {seconds} s",
    "page_too_slow": "the page did not come within {seconds} s; try again later, or send it in as a file",
    "no_host_answers": "the host does not answer ({detail})",
    "no_certificate": "the certificate of the host is not good ({detail})",
    "no_http": "the answer is not whole, or no HTTP ({detail})",
    "too_many_bytes": "has more than {most} bytes; raise `megabytes_a_page` when they are wanted",
    "page_too_long": "has more than {most} bytes; send it in as a file",
    "badly_packed": "the answer is not packed as it says ({detail})",
    "packed_by_half": "the answer ends in the middle of what is packed",
    "packed_otherwise": "the answer is packed by {encoding}, which was not asked for",
    # ---- changes
    "nothing_sent": "no file was sent: choose one, in a part named `file`",
    "two_sent": "send a file or an address, not both",
    "no_form": "this is no form with a file: {detail}",
    "unknown_field": "there is no field {field}; known: {known}",
    "field_of_files": "there is no field {field} beside an address; known: {known}",
    "licence_missing": "rights is empty; write what permits to keep a copy of the page",
    "upload_too_large": "the file has more than {most} bytes: split it",
    "id_taken": "the id {id} is that of {title} already: replace that document, or give the file another name",
    "page_taken": "the id {id} is that of {title} already: replace that document, or give another id",
    "id_fixed": "the id of a document cannot be changed: leave it out, or write {id}",
    "markdown_says_itself": "Markdown has its own front matter; write {fields} there",
    "groups_left_out": "the document is for {groups} only; write `groups: {groups}` into the front matter of what "
    "takes its place",
    "place_taken": "{file} is in the folder already: replace its document, or give the file another name",
    "no_source": "no file in the folder is the source of {id}: index the folder, and it is gone",
    "only_document_removed": "{id} is the only document: add another one before it is removed",
    "only_document_erased": "{id} is the only document: add another one before it is erased",
    "nothing_to_erase": "no document has or had the id {id}: nothing is erased",
    "nothing_before": "there is no older generation to go back to",
    "change_beginning": "another change is just beginning: try again in a moment",
    "change_at_work": "another change is being made ({problem}, by {by}): try again when it has ended",
    "change": "{change}",
    "change_of": "{change} {document}",
    "index_busy": "another build of the index does not end: try again later",
    "index_failed": "the index could not be written: the service's log says why",
}
"""Each line by its code; what stands in braces is a value."""

_DEEPEST = 4
"""Reasons in reasons."""


class Reason(str):
    """A line of English that knows its code and its values: text, whole numbers, or reasons themselves."""

    code: str
    values: Mapping[str, str | int]


def because(code: str, /, **values: str | int) -> Reason:
    """Return a reason; KeyError for a code that is unknown or a value that is missing."""
    reason = Reason(ENGLISH[code].format_map({name: _shown(value) for name, value in values.items()}))
    reason.code, reason.values = code, values
    return reason


def _shown(value: str | int) -> str:
    return f"{value:,}" if isinstance(value, int) else value


def without(said: str, text: str) -> str:
    """Return a line from which a text is removed, wherever it stands in it."""
    if not isinstance(said, Reason):
        return said.replace(text, "")
    values = {name: without(value, text) if isinstance(value, str) else value for name, value in said.values.items()}
    return because(said.code, **values)


# ---- as JSON -------------------------------------------------------------------------------------------


def packed(said: str) -> Any:
    """Return a line as JSON has it: a reason as an object, any other as text."""
    if not isinstance(said, Reason):
        return said
    values = {name: packed(value) if isinstance(value, str) else value for name, value in said.values.items()}
    return {"code": said.code, "values": values}


def unpacked(row: Any, deepest: int = _DEEPEST) -> str:
    """Return the line that JSON holds; KeyError, TypeError or ValueError when it holds none."""
    if isinstance(row, str):
        return row
    if not deepest or set(row) != {"code", "values"}:
        raise ValueError("no reason")
    return because(row["code"], **{name: _unpacked(value, deepest - 1) for name, value in row["values"].items()})


def _unpacked(value: Any, deepest: int) -> str | int:
    return value if isinstance(value, int) else unpacked(value, deepest)
