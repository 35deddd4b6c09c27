"""Changing the sources over HTTP: documents come and go by jobs, which say how far they are."""

from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response

from lape_qa_api.dependencies import KEY, ComponentsDep, EditorDep, require_json
from lape_qa_api.editing.editor import Editor
from lape_qa_api.editing.jobs import Job
from lape_qa_api.editing.sources import FIELDS
from lape_qa_api.editing.uploads import received
from lape_qa_api.http import problems
from lape_qa_api.root import rooted
from lape_qa_api.schemas import EditingJob, EditingJobs, JobWanted
from lape_qa_api.security.access import named

router = APIRouter(tags=["editing"], dependencies=[KEY])

_OFF = "editing is off: LAPE_QA_CORPUS names the folder to edit"
_Identifier = Annotated[str, Path(description="The document's id.", examples=["oulu-2019"])]
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "anyOf": [{"required": ["file"]}, {"required": ["address"]}],
                    "properties": {
                        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "address": {"type": "string", "maxLength": 2000},
                        "id": {"type": "string", "maxLength": 200},
                        **{name: {"type": "string", "maxLength": 2000} for name in FIELDS},
                        "digest": {"type": "string", "enum": ["true", "false"]},
                    },
                },
                "encoding": {"file": {"contentType": "application/octet-stream"}},
            }
        },
    }
}


@router.post(
    "/v1/documents",
    status_code=202,
    summary="Add a document",
    response_description="The job that indexes it; `Location` says where to look how far it is.",
    responses=problems.documented("/v1/documents", 401, 403, 404, 408, 409, 413, 415, 422, 429, 503, missing=_OFF),
    openapi_extra=_FORM,
)
async def add_document(
    request: Request, response: Response, components: ComponentsDep, editor: EditorDep
) -> EditingJob:
    """Add a file, or the page at an `address` of the web, to the sources, and index it.

    A file is read at once, as indexing will read it: what cannot be read is refused with its reason, and nothing is
    changed. A page needs `rights`, what permits to keep a copy, and is fetched by the job: robots.txt is obeyed, and
    private addresses are refused. The fields become the sidecar; Markdown has its own front matter. Needs the scope
    `editor`.
    """
    by = named(request, components.keys)
    async with received(request, components.config.timeout) as brought:
        return _began(response, await to_thread.run_sync(editor.add, brought, by))


@router.put(
    "/v1/documents/{identifier:path}",
    status_code=202,
    summary="Replace a document",
    response_description="The job that indexes it.",
    responses=problems.documented("/v1/documents/oulu-2019", 401, 403, 404, 408, 409, 413, 415, 422, 429, 503),
    openapi_extra=_FORM,
)
async def replace_document(
    identifier: _Identifier, request: Request, response: Response, components: ComponentsDep, editor: EditorDep
) -> EditingJob:
    """Put another file or page in the place of a document's; its id stays, and its earlier version for old citations.

    A field that is left out stays as its editor gave it; one that is empty goes. Needs the scope `editor`.
    """
    _require_served(editor, identifier)
    by = named(request, components.keys)
    async with received(request, components.config.timeout) as brought:
        return _began(response, await to_thread.run_sync(editor.replace, identifier, brought, by))


@router.delete(
    "/v1/documents/{identifier:path}",
    status_code=202,
    summary="Remove or erase a document",
    response_description="The job that removes it.",
    responses=problems.documented("/v1/documents/oulu-2019", 401, 403, 404, 409, 422, 429, 503),
)
async def remove_document(
    identifier: _Identifier,
    request: Request,
    response: Response,
    components: ComponentsDep,
    editor: EditorDep,
    erase: Annotated[bool, Query(description="For good, with every version; nothing brings it back.")] = False,
) -> EditingJob:
    """Remove a document from the sources; its versions stay readable for old citations, unless it is erased.

    A document that was removed can still be erased. Needs the scope `editor`.
    """
    if not erase:
        _require_served(editor, identifier)
    by = named(request, components.keys)
    begin = editor.erase if erase else editor.remove
    return _began(response, await to_thread.run_sync(begin, identifier, by))


@router.get(
    "/v1/jobs",
    summary="List the changes of the sources",
    response_description="The jobs, newest first.",
    responses=problems.documented("/v1/jobs", 401, 403, 404, 429, 503, missing=_OFF),
)
async def list_jobs(editor: EditorDep) -> EditingJobs:
    """Return the last fifty jobs. Needs the scope `editor`."""
    return EditingJobs(jobs=[EditingJob.of(job) for job in await to_thread.run_sync(editor.jobs.all)])


@router.post(
    "/v1/jobs",
    status_code=202,
    summary="Index the folder, or go back to the generation before",
    response_description="The job that does it.",
    responses=problems.documented("/v1/jobs", 400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 503, missing=_OFF),
    dependencies=[Depends(require_json)],
)
async def begin_job(
    body: JobWanted, request: Request, response: Response, components: ComponentsDep, editor: EditorDep
) -> EditingJob:
    """Index the folder as it is now, or put the generation before the one in use into use.

    After going back the files are as they were: the next change indexes them again. Needs the scope `editor`.
    """
    by = named(request, components.keys)
    return _began(response, await to_thread.run_sync(partial(editor.run, body.kind, by)))


@router.get(
    "/v1/jobs/{identifier}",
    summary="How far is a change of the sources?",
    response_description="The job.",
    responses=problems.documented(
        "/v1/jobs/20261129T101500000000Z", 401, 403, 404, 422, 429, 503, missing="there is no job of this id"
    ),
)
async def get_job(
    identifier: Annotated[str, Path(description="The job's id.", examples=["20261129T101500000000Z"])],
    editor: EditorDep,
) -> EditingJob:
    """Return a job: how far it is, or how it ended. Needs the scope `editor`."""
    job = await to_thread.run_sync(editor.jobs.find, identifier)
    if job is None:
        raise HTTPException(404, "there is no job of this id")
    return EditingJob.of(job)


def _require_served(editor: Editor, identifier: str) -> None:
    if identifier not in editor.serving.whole.generation.documents:
        raise HTTPException(404, f"no document has the id {identifier!r}")


def _began(response: Response, job: Job) -> EditingJob:
    response.headers["Location"] = rooted(f"/v1/jobs/{job.id}")
    return EditingJob.of(job)
