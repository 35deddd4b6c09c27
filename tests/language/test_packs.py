"""What is shipped as content: the corpus, the question set, the places and the glossary."""

import json
import re
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from lape_qa.documents.loading import load
from lape_qa.documents.model import Document
from lape_qa.evaluation.question_set.questions import Case, gold_spans, overlaps, read_cases
from lape_qa.language import glossary, morphology
from lape_qa.language.packs.forms import FORMS

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
QUESTIONS = ROOT / "eval" / "questions.jsonl"
KEYS = ["title", "publisher", "author", "published", "region", "language", "url", "rights", "digest"]
NATIONWIDE = "valtakunnallinen"
TAGS = {
    *("who", "where", "when", "count", "what", "why", "how", "yesno", "list", "date", "followup", "compare"),
    *("two-documents", "keyword", "typo", "umlauts", "colloquial", "paraphrase"),
    *("near-miss", "wrong-fact", "wrong-region", "wrong-year", "unknown-name", "far-off", "injection"),
}


@cache
def data(name: str) -> Any:
    return yaml.safe_load((files("lape_qa.language.packs") / name).read_text(encoding="utf-8"))


@cache
def documents() -> dict[str, Document]:
    return {document.id: document for document in load([CORPUS]).documents}


@cache
def cases() -> tuple[Case, ...]:
    return tuple(read_cases(QUESTIONS))


def regions() -> set[str]:
    """Return the 18 regions of LAPE."""
    return {entry["region"]["fi"] for entry in data("places.yaml")} - {"Ahvenanmaa"}


def twice(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


# ---- corpus ----------------------------------------------------------------------------------------------


def front_matter(document: Document) -> dict[str, Any]:
    text = (CORPUS / f"{document.id}.md").read_text(encoding="utf-8")
    matter: dict[str, Any] = yaml.safe_load(text.split("---\n")[1])
    return matter


def test_the_corpus_covers_all_18_regions() -> None:
    assert len(documents()) >= 70
    assert len(regions()) == 18
    assert {document.region for document in documents().values()} == {*regions(), NATIONWIDE}


def test_each_document_has_just_the_keys_of_the_contract_as_text() -> None:
    assert [d.id for d in documents().values() if list(front_matter(d)) != KEYS] == []
    texts = {d.id: [v for key, v in front_matter(d).items() if key != "digest"] for d in documents().values()}
    assert [name for name, values in texts.items() if not all(isinstance(v, str) for v in values)] == []


def test_each_document_says_that_it_is_a_digest() -> None:
    assert [d.id for d in documents().values() if not d.digest] == []


@pytest.mark.parametrize("field", ["title", "publisher", "author", "region", "language", "rights"])
def test_no_document_lacks_it(field: str) -> None:
    assert [d.id for d in documents().values() if not front_matter(d)[field].strip()] == []


@pytest.mark.parametrize(
    ("field", "pattern"),
    [
        pytest.param("published", r"(\d{4}(-\d{2}-\d{2})?)?", id="a date, a year or nothing"),
        pytest.param("language", r"fi|sv", id="Finnish or Swedish"),
        pytest.param("url", r"(https?://[^\s/]+\.[^\s]+)?", id="an address or nothing"),
    ],
)
def test_metadata_is_well_formed(field: str, pattern: str) -> None:
    assert {d.id: getattr(d, field) for d in documents().values() if not re.fullmatch(pattern, getattr(d, field))} == {}


def test_both_languages_are_there() -> None:
    assert set(Counter(d.language for d in documents().values())) == {"fi", "sv"}
    assert [d.id for d in documents().values() if (d.language == "sv") != d.id.startswith("sv-")] == []


def test_each_text_has_headings_and_the_length_of_a_digest() -> None:
    words = {d.id: len(re.findall(r"\w+", d.text)) for d in documents().values()}
    assert {name: count for name, count in words.items() if not 120 <= count <= 600} == {}
    assert [d.id for d in documents().values() if not re.search(r"^## \S", d.text, re.MULTILINE)] == []


def test_no_text_has_markup_beyond_headings_and_lists() -> None:
    markup = re.compile(r"^# |^###|\*\*|\]\(|\t|\r|[ \t]$|<\w", re.MULTILINE)
    assert {d.id: found[0] for d in documents().values() if (found := markup.search(d.text))} == {}


# ---- questions -------------------------------------------------------------------------------------------


def test_the_question_set_is_large_enough_to_report_by_part() -> None:
    by_language = Counter(case.lang for case in cases())
    by_split = Counter(case.split for case in cases())
    assert len(cases()) >= 250
    assert sum(not case.answerable for case in cases()) >= 60
    assert (by_language["sv"] >= 30, by_language["en"] >= 30) == (True, True)
    assert set(by_split) == {"dev", "test"}
    assert min(by_split.values()) >= 130


def test_no_question_is_asked_twice() -> None:
    assert twice([case.id for case in cases()]) == []
    assert twice([" ".join([*case.history, case.question]).casefold() for case in cases()]) == []


def test_tags_are_those_of_the_readme() -> None:
    readme = (QUESTIONS.parent / "README.md").read_text(encoding="utf-8")
    assert (
        set(re.findall(r"^\| `([\w-]+)` \| \w", re.split(r"<!-- (?:end )?coverage -->", readme)[1], re.MULTILINE))
        == TAGS
    )
    assert {tag for case in cases() for tag in case.tags} == TAGS
    assert [case.id for case in cases() if not case.tags or twice(list(case.tags))] == []


def test_tags_of_unanswerable_questions_are_theirs_alone() -> None:
    unanswerable = {"near-miss", "far-off"}
    assert [case.id for case in cases() if case.answerable != (not unanswerable & set(case.tags))] == []


def test_a_followup_has_a_history_and_no_other_question_has() -> None:
    assert [case.id for case in cases() if bool(case.history) != ("followup" in case.tags)] == []


def test_each_quote_stands_once_in_its_document() -> None:
    counts = {
        (case.id, gold.quote): documents()[gold.document].text.count(gold.quote)
        for case in cases()
        for gold in case.evidence
    }
    assert {key: count for key, count in counts.items() if count != 1} == {}


def test_each_fact_of_an_answer_stands_in_its_quotes() -> None:
    quotes = {case.id: " ".join(gold.quote for gold in case.evidence).casefold() for case in cases()}
    assert [(c.id, fact) for c in cases() for fact in c.answer if fact.casefold() not in quotes[c.id]] == []
    assert [case.id for case in cases() if case.answerable and not all(map(str.strip, case.answer or ("",)))] == []


def test_no_sentence_that_answers_a_dev_question_answers_a_test_question() -> None:
    gold = [(case, gold_spans(case, documents())) for case in cases()]
    shared = [
        (dev.id, test.id)
        for dev, dev_spans in gold
        for test, test_spans in gold
        if (dev.split, test.split) == ("dev", "test")
        and any(overlaps(s.start, s.end, test_spans.get(name, [])) for name, spans in dev_spans.items() for s in spans)
    ]
    assert shared == []


def test_each_line_is_json_without_escapes_for_editors() -> None:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    assert [
        number for number, line in enumerate(lines, 1) if json.dumps(json.loads(line), ensure_ascii=False) != line
    ] == []


# ---- places ----------------------------------------------------------------------------------------------


def test_there_are_19_regions_and_309_municipalities_each_once_and_8_that_joined_others() -> None:
    municipalities = [town["fi"] for entry in data("places.yaml") for town in entry["municipalities"]]
    joined = {
        t["fi"]: (t["joined"], t["in"]) for e in data("places.yaml") for t in e["municipalities"] if "joined" in t
    }
    assert len(data("places.yaml")) == 19
    assert len(municipalities) - len(joined) == 309
    assert joined == {
        "Hämeenkoski": ("Hollola", 2016),
        "Honkajoki": ("Kankaanpää", 2021),
        "Jalasjärvi": ("Kurikka", 2016),
        "Juankoski": ("Kuopio", 2017),
        "Köyliö": ("Säkylä", 2016),
        "Luvia": ("Eurajoki", 2017),
        "Nastola": ("Lahti", 2016),
        "Valtimo": ("Nurmes", 2020),
    }
    assert {into for into, _ in joined.values()} <= set(municipalities)
    assert twice(municipalities) == []
    for language in ("fi", "sv", "en"):
        assert twice([entry["region"][language] for entry in data("places.yaml")]) == []


def test_no_place_is_found_in_the_name_of_another() -> None:
    regions = {name.casefold() for name in glossary.region_names("fi")}
    towns = [town["fi"] for entry in data("places.yaml") for town in entry["municipalities"]]
    found = {name: set(morphology.terms(name)) & (regions | {"lape"}) - {name.casefold()} for name in towns}
    assert {name: terms for name, terms in found.items() if terms} == {}


def test_no_other_name_stands_in_two_regions() -> None:
    for language in ("fi", "sv", "en"):
        names = [name for entry in data("places.yaml") for name in entry.get("also", {}).get(language, ())]
        assert twice(names) == []
        assert set(names) & {entry["region"][language] for entry in data("places.yaml")} == set()


def test_places_have_no_other_keys() -> None:
    assert {key for entry in data("places.yaml") for key in entry} == {"region", "people", "also", "municipalities"}
    assert {key for entry in data("places.yaml") for key in entry.get("also", {})} <= {"fi", "sv", "en"}
    towns = [town for entry in data("places.yaml") for town in entry["municipalities"]]
    assert {key for town in towns for key in town} == {"fi", "sv", "since_2021", "joined", "in"}
    assert {town["since_2021"] for town in towns if "since_2021" in town} <= set(glossary.region_names("fi"))
    same = [t for entry in data("places.yaml") for t in entry["municipalities"] if t.get("sv") == t["fi"]]
    assert same == [], "`sv` stands only where it differs"


# ---- glossary --------------------------------------------------------------------------------------------


def test_each_abbreviation_has_a_full_name() -> None:
    abbreviations = data("glossary.yaml")["abbreviations"]
    assert [a for a, full in abbreviations.items() if not (isinstance(full, str) and full.strip() == full != "")] == []
    assert list(abbreviations) == sorted(abbreviations)


def test_each_term_has_its_equivalents() -> None:
    terms = data("glossary.yaml")["terms"]
    assert set(data("glossary.yaml")) == {"abbreviations", "terms"}
    assert [term for term in terms if list(term) != ["fi", "sv", "en"]] == []
    assert twice([term["fi"] for term in terms]) == []
    wrong = [
        (term["fi"], language)
        for term in terms
        for language in ("sv", "en")
        if not (term[language] and all(isinstance(word, str) and word.strip() == word != "" for word in term[language]))
        or twice(term[language])
    ]
    assert wrong == []


def test_terms_are_alphabetical_within_each_part() -> None:
    source = (files("lape_qa.language.packs") / "glossary.yaml").read_text(encoding="utf-8").split("\nterms:\n")[1]
    parts = [re.findall(r"- \{fi: ([^,]+),", part) for part in re.split(r"^ *#.*$", source, flags=re.MULTILINE)]
    assert sum(map(len, parts)) == len(data("glossary.yaml")["terms"])
    assert [pair for part in parts for pair in pairwise(part) if pair[0].casefold() > pair[1].casefold()] == []


def test_no_place_is_taken_for_a_property() -> None:
    taken = [
        place[language]
        for entry in data("places.yaml")
        for place in (entry["region"], *entry["municipalities"])
        for language, forms in FORMS.items()
        if forms.property.search(place.get(language, ""))
    ]
    assert taken == []
