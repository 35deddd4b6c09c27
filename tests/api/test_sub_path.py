"""The service below a path of its proxy, by setting and by header: links, redirects, cookies and addresses hold."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import anyio
import httpx2
import pytest
from fastapi.testclient import TestClient
from mcp import Client

from lape_qa.documents.model import Document
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from support.editing import Edited, editing
from support.servers import Serve, listening

PROXY = "10.0.0.1"
ROOT = "/a/lape"
ANSWERED = {"question": "Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?"}


class Links(HTMLParser):
    """The addresses that a page leads to, sends to and loads from."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src", "action", "formaction")]


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_weights: None) -> Iterator[Edited]:
    """A service below a path by setting, with its editors' pages."""
    with editing(tmp_path, monkeypatch, root_path=ROOT) as edited:
        yield edited


@pytest.fixture
def below(edited: Edited) -> TestClient:
    """A client of it that may do what an editor may."""
    edited.client.headers.update({"Authorization": f"Bearer {edited.new_key('all', 'read', 'editor', 'admin')}"})
    return edited.client


def own_links(client: TestClient, path: str) -> list[str]:
    page = client.get(path)
    assert page.status_code == 200, path
    return [link for link in Links(page.text).found if not link.startswith(("#", "?", "https://", "data:"))]


def test_every_link_of_every_page_holds_below_the_path(below: TestClient) -> None:
    waiting, seen = [f"{ROOT}/", f"{ROOT}/lue/nokia?start=0&end=5", f"{ROOT}/yllapito"], set[str]()
    assert set(own_links(below, f"{ROOT}/")) >= {
        f"{ROOT}/?lang=fi",
        f"{ROOT}/static/style.css",
        f"{ROOT}/static/icon.svg",
        f"{ROOT}/widget/lape-qa.js",
        f"{ROOT}/rajapinta?lang=fi",
    }
    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = below.get(path)
        # Forms that are only sent to are there, and take no GET.
        assert response.status_code in (200, 405), path
        if not response.headers["content-type"].startswith("text/html") or response.status_code == 405:
            continue
        links = own_links(below, path)
        assert [link for link in links if not link.startswith(f"{ROOT}/")] == [], path
        waiting += {link.partition("#")[0] for link in links} - seen - set(waiting)
    assert {path.partition("?")[0] for path in seen} >= {
        f"{ROOT}{path}" for path in ("/", "/arviointi", "/rajapinta", "/openapi.json", "/yllapito", "/yllapito/lisaa")
    }


def test_the_proxy_may_have_taken_the_path_off_or_not(below: TestClient) -> None:
    for path in ("/healthz", f"{ROOT}/healthz"):
        assert below.get(path).json() == {"status": "up"}
    home = [below.get(path).text for path in ("/", ROOT, f"{ROOT}/")]
    assert home[0] == home[1] == home[2]
    # What only begins like it is something else.
    assert below.get(f"{ROOT}x/healthz").status_code == 404


def test_an_error_page_and_a_problem_are_below_the_path(below: TestClient) -> None:
    page = below.get(f"{ROOT}/none", headers={"Accept": "text/html"})
    assert (page.status_code, set(Links(page.text).found)) == (
        404,
        {
            *(f"{ROOT}/", f"{ROOT}/?lang=fi", f"{ROOT}/tunnus"),
            *(f"{ROOT}/static/icon.svg", f"{ROOT}/static/style.css"),
        },
    )
    assert below.get(f"{ROOT}/none").json()["instance"] == f"{ROOT}/none"


def test_a_text_of_a_source_that_looks_like_a_link_stays(serve: Serve) -> None:
    page = serve(Config(root_path=ROOT)).get("/lue/hostile%2F%3Cb%3E%26").text
    assert 'href="javascript:' not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_editors_sign_in_below_the_path(edited: Edited) -> None:
    edited.client.follow_redirects = False
    to_sign_in = edited.client.get(f"{ROOT}/yllapito")
    assert (to_sign_in.status_code, to_sign_in.headers["location"]) == (303, f"{ROOT}/yllapito/kirjaudu")
    signed_in = edited.client.post(f"{ROOT}/yllapito/kirjaudu", data={"key": edited.key})
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, f"{ROOT}/yllapito?lang=fi")
    assert f"; Path={ROOT}/yllapito;" in signed_in.headers["set-cookie"]
    # The client sends the cookie to the pages below that path only.
    assert edited.client.get(f"{ROOT}/yllapito").status_code == 200


def test_a_change_is_looked_for_below_the_path(edited: Edited) -> None:
    begun = edited.client.delete(f"{ROOT}/v1/documents/borga", headers=edited.shown)
    assert begun.status_code == 202
    assert begun.headers["location"] == f"{ROOT}/v1/jobs/{begun.json()['id']}"
    edited.wait()
    assert edited.client.get(begun.headers["location"], headers=edited.shown).json()["state"] == "done"


def test_the_description_of_the_api_names_the_path(below: TestClient, client: TestClient) -> None:
    assert below.get(f"{ROOT}/openapi.json").json()["servers"] == [{"url": ROOT}]
    assert "servers" not in client.get("/openapi.json").json()


# ---- said by a proxy ---------------------------------------------------------------------------------------


def linked_home(client: TestClient, prefix: str) -> str:
    page = client.get("/arviointi", headers={"X-Forwarded-Prefix": prefix})
    assert page.status_code == 200
    [brand] = {link for link in Links(page.text).found if link.endswith("/?lang=fi")}
    return brand


def test_a_trusted_proxy_names_the_path(serve: Serve) -> None:
    client = serve(Config(trusted_proxies=(PROXY,), root_path="/asetettu"), PROXY)
    assert linked_home(client, "/lape") == "/lape/?lang=fi"
    assert linked_home(client, "/lape/") == "/lape/?lang=fi"
    assert linked_home(client, "/muu") == "/muu/?lang=fi"
    assert linked_home(client, "") == "/asetettu/?lang=fi"
    api = [client.get("/rajapinta", headers={"X-Forwarded-Prefix": prefix}).text for prefix in ("/lape", "/muu")]
    assert ['href="/lape/openapi.json"' in text for text in api] == [True, False]
    assert ['href="/muu/openapi.json"' in text for text in api] == [False, True]


def test_nobody_else_names_it(serve: Serve) -> None:
    assert linked_home(serve(Config(trusted_proxies=(PROXY,), root_path="/asetettu")), "/lape") == "/asetettu/?lang=fi"


@pytest.mark.parametrize(
    "prefix",
    ["lape", "//evil.example", "/a//b", "/../x", "/.", "/lape?x", '/"><script>', "/a, /b", "https://a/b", "/ä"],
)
def test_a_path_that_is_none_is_refused(serve: Serve, prefix: str) -> None:
    client = serve(Config(trusted_proxies=(PROXY,)), PROXY)
    answered = client.get("/healthz", headers=[(b"X-Forwarded-Prefix", prefix.encode())])
    assert (answered.status_code, answered.json()["detail"]) == (
        400,
        "the proxy's X-Forwarded-Prefix is no path: let it send one like /lape, or nothing",
    )
    assert answered.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_path_opens_nothing(serve: Serve) -> None:
    client = serve(Config(trusted_proxies=(PROXY,)), PROXY)
    for prefix, path in (("/static", "/static/metrics"), ("/healthz", "/healthz/metrics"), ("/v1", "/v1/metrics")):
        assert client.get(path, headers={"X-Forwarded-Prefix": prefix}).status_code == 401


# ---- behind a real proxy -----------------------------------------------------------------------------------

SITE = """
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    server {{
        listen unix:{folder}/socket;
        location /otettu/ {{
            proxy_pass {address}/;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For 192.0.2.7;
            proxy_set_header X-Forwarded-Proto https;
            proxy_set_header X-Forwarded-Prefix /otettu;
        }}
        location /jatetty/ {{
            proxy_pass {address};
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For 192.0.2.7;
            proxy_set_header X-Forwarded-Proto https;
            proxy_set_header X-Forwarded-Prefix /jatetty;
        }}
    }}
}}
"""


@contextmanager
def proxied(folder: Path, address: str) -> Iterator[httpx2.Client]:
    """A client of nginx in front of a service; nginx goes into the background when it listens."""
    file = folder / "nginx.conf"
    file.write_text(SITE.format(folder=folder, address=address), encoding="utf-8")
    nginx = ["nginx", "-e", str(folder / "error.log"), "-c", str(file)]
    subprocess.run(nginx, check=True, capture_output=True)
    try:
        transport = httpx2.HTTPTransport(uds=str(folder / "socket"))
        with httpx2.Client(transport=transport, base_url="http://lape.example.fi") as client:
            yield client
    finally:
        subprocess.run([*nginx, "-s", "quit"], check=True, capture_output=True)


@pytest.mark.parametrize("root", ["/otettu", "/jatetty"])
def test_nginx_may_put_it_below_a_path(
    watcher: IndexWatcher, tmp_path: Path, documents: dict[str, Document], root: str
) -> None:
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    config = Config(open=True, trusted_proxies=("127.0.0.1",))
    with listening(create_app(Serving(lambda: watcher), config)) as address, proxied(tmp_path, address) as client:
        home = client.get(f"{root}/")
        own = {link for link in Links(home.text).found if link.startswith("/")}
        assert f"{root}/widget/lape-qa.js" in own
        assert {link: client.get(link).status_code for link in own} == dict.fromkeys(own, 200)
        reply = client.post(f"{root}/v1/ask", json=ANSWERED).json()
        # A path of the service, which whoever asks puts behind the address that they asked at.
        assert reply["citations"][0]["reader_url"].startswith("/lue/nokia?start=23&end=71&")
        assert client.get(root + reply["citations"][0]["reader_url"]).status_code == 200
        messages = [{"role": "user", "content": ANSWERED["question"]}]
        said = client.post(f"{root}/v1/chat/completions", json={"model": "lape-qa", "messages": messages}).json()
        content = said["choices"][0]["message"]["content"]
        assert f" · https://lape.example.fi{root}/lue/nokia?start=23&end=71&" in content


# ---- for language models -----------------------------------------------------------------------------------


def test_mcp_gives_whole_addresses(watcher: IndexWatcher) -> None:
    async def run(address: str) -> list[tuple[str, str]]:
        async with Client(f"{address}{ROOT}/mcp") as client:
            called = (
                ("ask_lape", ANSWERED),
                ("search_lape", {"query": "avoin kohtaamispaikka Kerhotalolla", "k": 1}),
                ("read_source", {"identifier": "nokia"}),
            )
            results = [await client.call_tool(name, arguments) for name, arguments in called]
            return [(r.content[0].text, r.structured_content["base_url"]) for r in results]  # type: ignore[union-attr]

    with listening(create_app(Serving(lambda: watcher), Config(root_path=ROOT))) as address:
        (answer, *_), (found, *_), (read, *_) = results = anyio.run(run, address)
    assert {base for _, base in results} == {f"{address}{ROOT}"}
    assert f" · {address}{ROOT}/lue/nokia?start=23&end=71&" in answer
    assert found.splitlines()[1].startswith(f"{address}{ROOT}/lue/nokia?start=")
    assert read.splitlines()[1] == f"{address}{ROOT}/lue/nokia"
