"""GET /metrics."""

import httpx2

from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Serving, create_app
from support.servers import listening

QUESTION = {"question": "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"}


def test_metrics_count_requests_outcomes_and_steps(watcher: IndexWatcher) -> None:
    with listening(create_app(Serving(lambda: watcher))) as address, httpx2.Client(base_url=address) as http:
        for question in (QUESTION, QUESTION, {"question": "Paljonko polkupyörä maksaa torilla?"}):
            assert http.post("/v1/ask", json=question).status_code == 200
        http.get("/v1/none")
        http.request("BREW", "/v1/none")
        response = http.get("/metrics")
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    manifest = watcher.assistant.generation.manifest
    for line in (
        'lape_qa_outcomes_total{language="fi",outcome="answered"} 2.0',
        'lape_qa_outcomes_total{language="fi",outcome="not_found"} 1.0',
        'lape_qa_requests_total{method="POST",route="/v1/ask",status="200"} 3.0',
        'lape_qa_requests_total{method="GET",route="unmatched",status="404"} 1.0',
        'lape_qa_requests_total{method="other",route="unmatched",status="404"} 1.0',
        *(
            f'lape_qa_stage_seconds_count{{stage="{stage}"}} 3.0'
            for stage in ("analyse", "retrieve", "answer", "verify")
        ),
        "lape_qa_queue 0.0",
        'lape_qa_state{state="ready"} 1.0',
        f'lape_qa_index{{generation="{manifest.generation}",model="fake",morphology="voikko"}} 1.0',
        "lape_qa_documents 3.0",
    ):
        assert f"\n{line}\n" in response.text, line
