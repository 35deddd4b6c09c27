"""GET /v1/documents: what the sources are, and each in full."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response
from pydantic import BaseModel

from lape_qa.contract import Document, DocumentDetail
from lape_qa_api.dependencies import KEY, AssistantDep, ComponentsDep, unless_gone
from lape_qa_api.http import problems
from lape_qa_api.schemas import DocumentList

router = APIRouter(tags=["documents"], dependencies=[KEY])


@router.get(
    "/v1/documents",
    response_model=DocumentList,
    summary="List the documents",
    response_description="Every document's metadata, by id.",
    responses=problems.documented("/v1/documents", 401, 403, 429, 503),
)
async def list_documents(request: Request, assistant: AssistantDep, components: ComponentsDep) -> Response:
    """Return the metadata of every document that answers are quoted from."""
    documents = assistant.generation.documents

    def made() -> Response:
        return _json(DocumentList(documents=[Document.of(document) for document in documents.values()]))

    # Of ten thousand documents this takes a tenth of a second.
    return await unless_gone(request, components.questions.work(made))


@router.get(
    "/v1/documents/{identifier:path}",
    summary="Get a document",
    response_description="The document's metadata and text.",
    responses=problems.documented("/v1/documents/kainuu-2031", 401, 403, 404, 422, 429, 503),
)
async def get_document(
    identifier: Annotated[str, Path(description="The document's id.", examples=["kanta-hame-loppuseminaari-2018"])],
    request: Request,
    assistant: AssistantDep,
    components: ComponentsDep,
) -> DocumentDetail:
    """Return one document with the text that all offsets refer to.

    `inferred` names the fields that were guessed from the text, not given by an editor.
    """
    documents = assistant.generation.documents
    document = await unless_gone(request, components.questions.work(lambda: documents.get(identifier)))
    if document is None:
        raise HTTPException(404, f"no document has the id {identifier!r}")
    return DocumentDetail.of(document)


def _json(said: BaseModel) -> Response:
    return Response(said.model_dump_json(), media_type="application/json")
