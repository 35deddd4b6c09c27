"""The pages for visitors."""

import html
import json
import re
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient

from lape_qa_api import Config
from lape_qa_api.config import Owner
from lape_qa_api.pages.home import QUESTIONS
from lape_qa_api.pages.source_texts import source_texts
from lape_qa_api.pages.texts import frame_texts, page_texts
from support.servers import Serve

ROOT = Path(__file__).parents[3]


def test_the_demo_page_is_finnish_and_loads_nothing_from_elsewhere(client: TestClient) -> None:
    response = client.get("/")

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="fi">' in response.text
    for address in set(re.findall(r'(?:src|href)="([^"#]+)"', response.text)):
        assert address.startswith("/")
        assert client.get(html.unescape(address)).status_code == 200
    # What the content security policy would refuse.
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", response.text)


TITLES = {
    "/": ("Kysy LAPEn tuloksista", "Fråga om resultaten av LAPE", "Ask about the results of LAPE"),
    "/lahteet": ("Lähteet", "Källor", "Sources"),
    "/arviointi": ("Kuinka usein vastaus on oikein", "Hur ofta svaret är rätt", "How often the answer is right"),
    "/rajapinta": ("Rajapinta", "The API", "The API"),
    "/tietosuoja": ("Tietosuoja", "Dataskydd", "Privacy"),
    "/saavutettavuus": ("Saavutettavuus", "Tillgänglighet", "Accessibility"),
}
LANGUAGES = ("fi", "sv", "en")


@pytest.mark.parametrize("at", range(3), ids=LANGUAGES)
@pytest.mark.parametrize("path", TITLES)
def test_a_page_speaks_the_visitors_language(client: TestClient, path: str, at: int) -> None:
    language = LANGUAGES[at]
    page = client.get(path, params={"lang": language})

    assert f'<html lang="{language}">' in page.text
    assert f"<h1>{TITLES[path][at]}</h1>" in page.text
    assert (page.headers["content-language"], page.headers["vary"]) == (language, "Accept-Language, Origin")
    current = f'<a href="{path}?lang={language}" lang="{language}" hreflang="{language}" aria-current="true">'
    assert page.text.count(current) == 1
    # Every way to another page of the service keeps the language.
    ways = re.findall(r'href="(/[^"#]*)"', page.text)
    kept = [way for way in ways if f"lang={language}" in way]
    assert {way for way in ways if way not in kept} <= {
        "/static/icon.svg",
        "/static/style.css",
        "/openapi.json",
        *(f"{path}?lang={other}" for other in LANGUAGES),
    }


@pytest.mark.parametrize("path", TITLES)
def test_without_a_choice_the_browsers_language_is_spoken(client: TestClient, path: str) -> None:
    assert '<html lang="sv">' in client.get(path, headers={"Accept-Language": "de, sv;q=0.8, en;q=0.7"}).text
    assert '<html lang="en">' in client.get(path, params={"lang": "en"}, headers={"Accept-Language": "sv"}).text
    assert '<html lang="fi">' in client.get(path).text


def test_every_language_has_every_word() -> None:
    for texts in (page_texts, frame_texts, source_texts):
        assert list(texts("fi")) == list(texts("sv")) == list(texts("en"))


def test_a_page_in_another_language_is_refused(client: TestClient) -> None:
    assert client.get("/", params={"lang": "de"}).status_code == 422


def test_the_demo_page_counts_the_documents_of_every_region(client: TestClient) -> None:
    page = client.get("/").text
    table = page[page.index('<table class="coverage">') : page.index("</table>")]
    rows = [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in re.findall(r"<tr>.*?</tr>", table, re.S)
    ]

    assert rows[:3] == ["Alue Asiakirjoja Julkaistu", "Ei aluetietoa 2 2018", "Pirkanmaa 1 2018"]
    assert [row[-4:] for row in rows[3:-1]] == [" 0 –"] * 17
    assert rows[-1] == "Yhteensä 3"
    # The name asks about the region, the number opens its documents, also those of no known region.
    assert 'href="#kysy=Mit%C3%A4+tuloksia+Pirkanmaalla+saatiin%3F">Pirkanmaa</a>' in table
    assert re.findall(r'href="(/lahteet[^"]+)"', table) == [
        "/lahteet?alue=-&amp;lang=fi",
        "/lahteet?alue=Pirkanmaa&amp;lang=fi",
    ]


def test_the_map_shows_every_region_and_asks_about_those_with_documents(client: TestClient) -> None:
    page = client.get("/", params={"lang": "sv"}).text
    drawn = page[page.index('<figure class="map">') : page.index("</figure>")]

    assert re.findall(r'<a href="([^"]+)" aria-label="([^"]+)">', drawn) == [
        (
            "#kysy=Vilka+resultat+n%C3%A5ddes+i+Birkaland%3F",
            "Birkaland, 1 dokument. Fråga: Vilka resultat nåddes i Birkaland?",
        )
    ]
    assert drawn.count("<polygon") == 19
    assert len(re.findall(r'<g role="img" aria-label="[^"]+, inga dokument">', drawn)) == 18
    assert "Kartan är förenklad" in drawn


def test_the_questions_offered_are_the_editors_where_they_have_chosen_some(serve: Serve, client: TestClient) -> None:
    chosen = serve(Config(suggestions={"fi": ["Oma kysymys & muuta?"]}))
    asked = re.compile(r'<li><a href="#kysy=[^"]+">([^<]+)</a></li>')
    assert asked.findall(chosen.get("/").text) == ["Oma kysymys &amp; muuta?"]
    assert asked.findall(chosen.get("/?lang=sv").text) == list(QUESTIONS["sv"])
    assert asked.findall(client.get("/").text) == list(QUESTIONS["fi"])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", "Vastauksia haetaan vain näistä asiakirjoista. Niistä yksi on alkuperäisen julkaisun tiivistelmä."),
        ("sv", "Svaren söks bara i de här dokumenten. Ett av dem är ett sammandrag av en publikation."),
        ("en", "Answers are looked for in these documents only. One of them is a summary of a publication."),
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

    details = measured["questions_detail"]
    assert set(details) == {case["id"] for case in cases if case["split"] == "test"}
    assert f"<td>{measured['questions']}</td>" in page
    assert f"<td>{100 * measured['hit@5']:.0f}\N{NO-BREAK SPACE}%</td>" in page
    # What users feel comes first, and its parts are all of the questions.
    felt = [int(count) for count in re.findall(r"<span>[^<(]+\((\d+)\)</span>", page)]
    assert sum(felt) == measured["questions"]
    right = sum(row["answerable"] and row["answer_holds_every_fact"] for row in details.values())
    wrong = sum(not row["answerable"] and row["answered"] for row in details.values())
    assert (felt[0], felt[4]) == (right, wrong)
    assert page.index("vastattiin oikein") < page.index("Mittaukset")


def test_the_evaluation_page_has_pictures_with_words_and_three_failures(client: TestClient) -> None:
    page = client.get("/arviointi", params={"lang": "en"}).text
    assert page.count('<div class="failure">') == 3
    assert re.findall(r'<svg [^>]*role="img" aria-label(?:ledby)?="([^"]{0,18})', page) == [
        "riski",
        "Is its confidence ",
    ]
    assert '<figcaption id="riski"><strong>The more it answers, the more it errs.</strong>' in page


def test_the_page_of_the_api_tells_of_every_route(client: TestClient) -> None:
    page = client.get("/rajapinta").text
    described = client.get("/openapi.json").json()["paths"]

    routes = {f"{method.upper()} {path}" for path, item in described.items() for method in item}
    shown = re.findall(r"<h3><code>(.*?)</code> (.*?)</h3>", page)
    assert {html.unescape(route) for route, _ in shown} == routes
    assert len(shown) == len(routes)
    assert ("POST /v1/ask", "Vastaa kysymykseen") in shown
    assert ("POST /v1/ask", "Answer a question") in re.findall(
        r"<h3><code>(.*?)</code> (.*?)</h3>", client.get("/rajapinta?lang=sv").text
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_within_the_page_of_the_api_has_its_place(client: TestClient, language: str) -> None:
    page = client.get("/rajapinta", params={"lang": language}).text
    places = re.findall(r' id="([^"]+)"', page)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places)


def test_the_list_of_sources_says_of_each_what_is_known_and_what_is_not(client: TestClient) -> None:
    page = client.get("/lahteet").text
    titles = re.findall(r'<h2><a href="([^"]+)" lang="(\w+)">(.*?)</a></h2>', page)
    assert titles == [
        ("/lue/hostile%2F%3Cb%3E%26?lang=fi", "fi", "&#34;&gt;&lt;script&gt;alert(&#34;nimi&#34;)&lt;/script&gt;"),
        ("/lue/borga?lang=fi", "sv", "Familjecentret i Borgå"),
        ("/lue/nokia?lang=fi", "fi", "Nokian perhekeskus"),
    ]
    for address, _, _ in titles:
        assert client.get(html.unescape(address)).status_code == 200
    facts = [
        dict(re.findall(r"<dt>(.*?)</dt><dd>(?:<a [^>]*>)?(.*?)(?:</a>)?</dd>", dl))
        for dl in re.findall(r"<dl>.*?</dl>", page, re.S)
    ]
    assert facts[1:] == [
        {
            "Julkaisija": "Ei tiedossa",
            "Julkaistu": "2018",
            "Alue": "Ei tiedossa",
            "Lähteen kieli": "Svenska",
            "Laji": "Alkuperäinen teksti",
        },
        {
            "Julkaisija": "Nokian kaupunki",
            "Julkaistu": "5.11.2018",
            "Alue": "Pirkanmaa",
            "Lähteen kieli": "Suomi",
            "Laji": "Alkuperäinen teksti",
            "Alkuperäinen julkaisu": "example.fi",
        },
    ]
    assert "javascript:" not in page


def test_the_list_of_sources_is_limited_by_its_address_and_keeps_that_in_every_language(client: TestClient) -> None:
    page = client.get("/lahteet", params={"alue": "Pirkanmaa", "q": "nokia & muut", "lang": "fi"}).text
    assert "Mikään lähde ei vastaa rajausta." in page
    assert 'value="nokia &amp; muut"' in page
    assert 'href="/lahteet?q=nokia+%26+muut&amp;alue=Pirkanmaa&amp;lang=sv"' in page
    found = client.get("/lahteet", params={"alue": "Pirkanmaa", "lang": "en"}).text
    assert "One source matches (of 3)." in found
    assert '<option value="Pirkanmaa" selected>Pirkanmaa (1)</option>' in found
    assert '<option value="-">Not known (2)</option>' in found


@pytest.mark.parametrize("wrong", [{"sivu": "0"}, {"laji": "muu"}, {"q": "x" * 201}, {"lang": "de"}])
def test_a_list_that_there_cannot_be_is_refused(client: TestClient, wrong: dict[str, str]) -> None:
    assert client.get("/lahteet", params=wrong).status_code == 422


def test_the_list_of_sources_is_for_those_who_may_read_and_kept_in_no_cache(serve: Serve, client: TestClient) -> None:
    assert client.get("/lahteet").headers["cache-control"] == "no-store"
    assert serve(Config(exposed=True), "192.0.2.7").get("/lahteet").status_code == 401
    assert serve(Config(exposed=True, open=True), "192.0.2.7").get("/lahteet").status_code == 200


def test_the_owner_stands_on_every_page(serve: Serve, tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    owner = Owner("Lapin <hyvinvointialue>", "https://lapha.example.fi/", logo)
    contact = {"name": "Neuvonta", "url": "", "email": "neuvonta@lapha.example.fi"}
    client = serve(Config(owner=owner, contact=contact))
    for path in TITLES:
        page = client.get(path).text
        assert '<img src="/tunnus" alt="" height="32">' in page
        assert '<span>Lapin &lt;hyvinvointialue&gt; <span class="service">LAPE-QA</span></span>' in page
        assert '<a href="https://lapha.example.fi/">Lapin &lt;hyvinvointialue&gt;</a>' in page
        assert 'Neuvonta, <a href="mailto:neuvonta@lapha.example.fi">neuvonta@lapha.example.fi</a>' in page
    wrong = {"Accept": "text/html"}
    for response in (client.get("/lue/nokia"), client.get("/lue/muu", headers=wrong), client.get("/x", headers=wrong)):
        assert '<span>Lapin &lt;hyvinvointialue&gt; <span class="service">LAPE-QA</span></span>' in response.text
    shown = client.get("/tunnus")
    assert (shown.headers["content-type"], shown.content) == ("image/svg+xml", logo.read_bytes())
    assert "Tietosuojasta vastaa Lapin &lt;hyvinvointialue&gt;." in client.get("/tietosuoja").text


def test_without_an_owner_the_logo_is_the_services_and_the_statements_say_so(client: TestClient) -> None:
    assert client.get("/tunnus").content == client.get("/static/icon.svg").content
    assert "ei ole julkaissut omaa tietosuojaselostettaan" in client.get("/tietosuoja").text
    assert "Kysymystä ei tallenneta." in client.get("/tietosuoja").text
    assert "axe-core" in client.get("/saavutettavuus").text


def test_days_of_a_statement_are_those_of_the_settings(serve: Serve) -> None:
    page = serve(Config(keep_questions=True, retention_days=30)).get("/tietosuoja", params={"lang": "en"}).text
    assert "They are deleted after 30 days." in page
    assert "The question is not stored." not in page


def test_an_owners_statement_takes_the_place_of_the_services(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "tietosuoja.fi.md").write_text("# Selosteemme\n\nMeillä **on** seloste.", encoding="utf-8")
    client = serve(Config(owner=Owner(statements=tmp_path)))
    page = client.get("/tietosuoja", params={"lang": "sv"}).text
    assert '<main id="sisalto" class="report own" lang="fi">' in page
    assert "<h1>Selosteemme</h1>" in page
    assert "<p>Meillä <strong>on</strong> seloste.</p>" in page
    assert "axe-core" in client.get("/saavutettavuus").text


@pytest.mark.parametrize("path", [*TITLES, "/lue/nokia", "/widget/lape-qa.js"])
def test_pages_answer_to_head(client: TestClient, path: str) -> None:
    assert client.head(path).status_code == 200
