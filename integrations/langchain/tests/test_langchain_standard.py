"""What LangChain asks of every retriever, against the real service."""

from types import SimpleNamespace

import pytest
from langchain_tests.integration_tests import RetrieversIntegrationTests

from langchain_lape_qa import LapeQARetriever


class TestLapeQARetriever(RetrieversIntegrationTests):
    """LangChain's own tests."""

    @pytest.fixture(autouse=True)
    def address(self, service: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LAPE_QA_URL", service.keyed)
        monkeypatch.setenv("LAPE_QA_KEY", service.key)

    @property
    def retriever_constructor(self) -> type[LapeQARetriever]:
        return LapeQARetriever

    @property
    def retriever_query_example(self) -> str:
        return "avoin kohtaamispaikka"
