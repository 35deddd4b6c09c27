"""The pages for visitors."""

import html
import json
import re
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient

from lape_qa_api.pages.texts import page_texts

ROOT = Path(__file__).parents[3]


def test_the_demo_page_is_finnish_and_loads_nothing_from_elsewhere(client: TestClient) -> None:
    response = client.get("/")

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="fi">' in response.text
    for address in re.findall(r'(?:src|href)="([^"#]+)"', response.text):
        assert address.startswith(("/", "?lang="))
        assert client.get(address).status_code == 200
    # What the content security policy would refuse.
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", response.text)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("path", ["/", "/arviointi"])
def test_a_page_speaks_the_visitors_language(client: TestClient, path: str, language: str) -> None:
    page = client.get(path, params={"lang": language}).text

    assert f'<html lang="{language}">' in page
    assert html.escape(page_texts(language)["title" if path == "/" else "evaluation_title"]) in page  # type: ignore[arg-type]
    assert f'<a href="?lang={language}" lang="{language}" hreflang="{language}" aria-current="true">' in page


def test_every_language_has_every_word() -> None:
    assert list(page_texts("fi")) == list(page_texts("sv")) == list(page_texts("en"))


def test_a_page_in_another_language_is_refused(client: TestClient) -> None:
    assert client.get("/", params={"lang": "de"}).status_code == 422


def test_the_demo_page_counts_the_documents_of_every_region(client: TestClient) -> None:
    page = client.get("/").text
    rows = re.findall(
        r'<th scope="row">([^<]+)</th>\s*<td><span class="count">(\d+)<.*?</td>\s*<td>([^<]*)</td>', page, re.S
    )

    assert rows[:2] == [("Ei aluetietoa", "2", "2018"), ("Pirkanmaa", "1", "2018")]
    assert [row[1:] for row in rows[2:-1]] == [("0", "–")] * 17
    assert rows[-1] == ("Yhteensä", "3", "")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", "Vastauksia haetaan vain näistä asiakirjoista. Alkuperäisten julkaisujen tiivistelmiä niistä on 1."),
        ("sv", "Svaren söks bara i de här dokumenten. 1 av dem är sammandrag av publikationer."),
        ("en", "Answers are looked for in these documents only. Summaries of publications among them: 1."),
    ],
)
def test_the_demo_page_says_how_many_sources_are_digests(
    client: TestClient, digest_address: str, language: str, said: str
) -> None:
    assert f"<p>{said}</p>" in httpx2.get(f"{digest_address}/", params={"lang": language}).text
    of_originals, _, _ = said.partition(". ")
    assert f"<p>{of_originals}.</p>" in client.get("/", params={"lang": language}).text


@pytest.mark.parametrize(("language", "limit"), [("fi", "0,7:n"), ("sv", "0,7 "), ("en", "0.7 ")])
def test_the_demo_page_says_below_what_an_answer_is_marked_uncertain(
    client: TestClient, language: str, limit: str
) -> None:
    assert limit in page_texts(language)["abstains_more"]  # type: ignore[arg-type]
    assert limit in client.get("/", params={"lang": language}).text


def test_the_evaluation_page_shows_what_was_measured_on_the_test_questions(client: TestClient) -> None:
    measured = json.loads((ROOT / "eval" / "baselines" / "test.json").read_text(encoding="utf-8"))
    cases = [json.loads(line) for line in (ROOT / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    page = client.get("/arviointi").text

    assert set(measured["questions_detail"]) == {case["id"] for case in cases if case["split"] == "test"}
    assert f"<td>{measured['questions']}</td>" in page
    assert f"<td>{100 * measured['hit@5']:.0f}\N{NO-BREAK SPACE}%</td>" in page


def test_the_page_of_the_api_tells_of_every_route(client: TestClient) -> None:
    page = client.get("/rajapinta").text
    described = client.get("/openapi.json").json()["paths"]

    routes = [f"{method.upper()} {path}" for path, item in described.items() for method in item]
    assert re.findall(r"<h2><code>(.*?)</code></h2>", page) == [html.escape(route) for route in routes]


@pytest.mark.parametrize("path", ["/", "/arviointi", "/rajapinta", "/lue/nokia", "/widget/lape-qa.js"])
def test_pages_answer_to_head(client: TestClient, path: str) -> None:
    assert client.head(path).status_code == 200
