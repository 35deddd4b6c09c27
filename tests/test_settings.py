import pytest

from lape_qa.answer.llm_client import LlmServer
from lape_qa.errors import UsageError
from lape_qa.settings import load_settings, settings_table

URL = "http://127.0.0.1:11434/v1"


@pytest.fixture(autouse=True)
def no_file(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing of a `.env` in the folder where the tests run."""
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    for name in ("URL", "MODEL", "KEY", "TIMEOUT"):
        monkeypatch.delenv(f"LAPE_QA_LLM_{name}", raising=False)


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"LAPE_QA_LLM_{name.upper()}", value)


def test_no_language_model_is_set_by_default() -> None:
    assert load_settings().llm() is None


def test_language_model_is_set_by_server_and_name(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, url=URL, model="pikku")
    assert load_settings().llm() == LlmServer(URL, "pikku", "", 8)
    given(monkeypatch, key="sk-1", timeout="2.5")
    assert load_settings().llm() == LlmServer(URL, "pikku", "sk-1", 2.5)


def test_server_without_a_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, url=URL)
    with pytest.raises(UsageError, match="set LAPE_QA_LLM_MODEL"):
        load_settings().llm()


@pytest.mark.parametrize("key", ["avain väli", "ääkkönen", "rivi\nvaihto"])
def test_key_that_no_header_can_carry_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    given(monkeypatch, url=URL, model="m", key=key)
    with pytest.raises(UsageError, match="LAPE_QA_LLM_KEY holds") as refused:
        load_settings().llm()
    assert key not in str(refused.value)
    assert key not in repr(load_settings())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", "localhost:11434"),
        ("url", "ftp://x/v1"),
        ("url", "http://x/v1?a=b"),
        ("url", "http://x/v1#a"),
        ("url", "http://[::1"),
        ("url", "http://x:99999/v1"),
        ("timeout", "0"),
        ("model", ""),
    ],
)
def test_wrong_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    given(monkeypatch, **{name: value})
    with pytest.raises(UsageError, match=f"^the setting LAPE_QA_LLM_{name.upper()}="):
        load_settings()


def test_table_of_settings_shows_no_key() -> None:
    assert "| `LAPE_QA_LLM_KEY` |  | Key sent to that server, if it wants one |" in settings_table()


def test_headers_of_other_origins_are_names_or_any(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().origin_headers == ("*",)
    monkeypatch.setenv("LAPE_QA_ORIGIN_HEADERS", "traceparent, X-Gateway")
    assert load_settings().origin_headers == ("traceparent", "X-Gateway")
    monkeypatch.setenv("LAPE_QA_ORIGIN_HEADERS", "X-Gateway: intra")
    with pytest.raises(UsageError, match="'X-Gateway: intra' is no name of a header"):
        load_settings()


@pytest.mark.parametrize(
    ("said", "meant"), [("", ""), ("/", ""), ("/lape", "/lape"), ("/a/b-c.d_e~1/", "/a/b-c.d_e~1")]
)
def test_the_path_that_a_service_is_below_is_tidied(monkeypatch: pytest.MonkeyPatch, said: str, meant: str) -> None:
    monkeypatch.setenv("LAPE_QA_ROOT_PATH", said)
    assert load_settings().root_path == meant


@pytest.mark.parametrize("said", ["lape", "//lape", "/a//b", "/a/../b", "https://lape.example.fi/a", "/a b", "/ä"])
def test_what_is_no_path_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("LAPE_QA_ROOT_PATH", said)
    with pytest.raises(UsageError, match=r"LAPE_QA_ROOT_PATH=.* is no path: write it like /lape"):
        load_settings()
