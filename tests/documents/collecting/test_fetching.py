"""One request: bounded in time and bytes, whatever the server does."""

import gzip
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from lape_qa.documents.collecting.fetching import Reply, TooLongError, gunzipped
from lape_qa.errors import FetchError
from support.web_server import Site, bomb, hangs, never_ends, resets, sends, site, status

Get = Callable[..., Reply]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def refusal(get: Get, url: str, most: int = 1000, *, seconds: float = 60) -> FetchError:
    with pytest.raises(FetchError) as raised:
        get(url, most, seconds=seconds)
    return raised.value


def test_a_body_comes_as_it_is_and_the_server_learns_who_asks(served: Site, get: Get) -> None:
    served.answers["/a?b=%C3%A4"] = sends("<p>Äiti</p>", ETag='"1"')
    reply = get(f"{served.url}/a?b=ä")
    assert (reply.status, reply.body, reply.headers["etag"]) == (200, "<p>Äiti</p>".encode(), '"1"')
    [headers] = served.headers
    assert headers == {
        "host": served.url.removeprefix("http://"),
        "user-agent": "lape-qa/0",
        "accept": "*/*",
        "accept-encoding": "gzip",
    }


def test_the_body_of_anything_but_200_is_not_read(served: Site, get: Get) -> None:
    served.answers["/"] = sends("x" * 5000, code=500)
    reply = get(f"{served.url}/", 10)
    assert (reply.status, reply.body) == (500, b"")


def test_a_body_of_just_the_limit_is_read_and_one_byte_more_is_not(served: Site, get: Get) -> None:
    served.answers["/just"] = sends("x" * 1000)
    served.answers["/more"] = sends("x" * 1001)
    assert len(get(f"{served.url}/just", 1000).body) == 1000
    error = refusal(get, f"{served.url}/more")
    assert (type(error), str(error)) == (
        TooLongError,
        "has more than 1,000 bytes; raise `megabytes_a_page` when they are wanted",
    )


def test_a_body_without_end_is_left_at_the_limit(served: Site, get: Get) -> None:
    served.answers["/"] = never_ends(OK + b"\r\n", b"x" * 1000)
    assert "has more than 50,000 bytes" in str(refusal(get, f"{served.url}/", 50_000))


def test_a_cut_body_is_what_came_up_to_the_limit(served: Site, get: Get) -> None:
    served.answers["/"] = never_ends(OK + b"\r\n", b"abc")
    assert get(f"{served.url}/", 7, cut=True).body == b"abcabca"


def test_what_is_packed_is_unpacked(served: Site, get: Get) -> None:
    served.answers["/"] = sends(gzip.compress(b"Nokia ") + gzip.compress(b"2018"), Content_Encoding="gzip")
    assert get(f"{served.url}/").body == b"Nokia 2018"


def test_a_bomb_is_unpacked_up_to_the_limit_only(served: Site, get: Get) -> None:
    content = bomb(100_000_000)
    assert len(content) < 100_000
    served.answers["/"] = sends(content, Content_Encoding="gzip")
    assert "has more than 100,000 bytes" in str(refusal(get, f"{served.url}/", 100_000))


@pytest.mark.parametrize(
    ("body", "encoding", "said"),
    [
        (b"plain", "gzip", "the answer is not packed as it says"),
        (gzip.compress(b"x" * 99)[:-5], "gzip", "the answer ends in the middle of what is packed"),
        (zlib.compress(b"x"), "deflate", "the answer is packed by 'deflate', which was not asked for"),
        (b"x", "br", "the answer is packed by 'br', which was not asked for"),
    ],
)
def test_what_is_packed_otherwise_is_refused(served: Site, get: Get, body: bytes, encoding: str, said: str) -> None:
    served.answers["/"] = sends(body, Content_Encoding=encoding)
    assert said in str(refusal(get, f"{served.url}/"))


def test_a_body_shorter_than_its_length_is_no_body(served: Site, get: Get) -> None:
    served.answers["/"] = sends("short", Content_Length="500", Connection="close")
    error = refusal(get, f"{served.url}/")
    assert str(error).startswith("the answer is not whole, or no HTTP (")
    assert not error.host_is_down


def test_a_body_longer_than_its_length_is_cut_where_it_says(served: Site, get: Get) -> None:
    served.answers["/"] = sends("longer than that", Content_Length="6", Connection="close")
    assert get(f"{served.url}/").body == b"longer"


@pytest.mark.parametrize(
    "content",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        OK + b"Content-Length: many\r\n\r\n",
        OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        OK + b"X-Long: " + b"x" * 200_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(served: Site, get: Get, content: bytes) -> None:
    served.answers["/"] = hangs(content)
    assert str(refusal(get, f"{served.url}/")).startswith("the answer is not whole, or no HTTP (")


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX-Slow", OK + b"Content-Length: 100\r\n\r\nbeginning"])
def test_an_answer_that_does_not_come_in_time_is_given_up(served: Site, get: Get, head: bytes) -> None:
    served.answers["/"] = hangs(head)
    error = refusal(get, f"{served.url}/", seconds=0.2)
    assert (str(error), error.host_is_down) == ("no whole answer in 0.2 s", True)


def test_a_connection_that_is_reset_is_told(served: Site, get: Get) -> None:
    served.answers["/"] = resets(OK + b"Content-Length: 100\r\n\r\nbeginning")
    error = refusal(get, f"{served.url}/")
    assert str(error).startswith("the host does not answer (")
    assert error.host_is_down


def test_where_nothing_listens_is_told(served: Site, get: Get) -> None:
    with site() as gone:
        pass
    error = refusal(get, gone.url + "/")
    assert str(error).startswith("the host does not answer (")
    assert error.host_is_down


def test_a_certificate_that_nobody_vouches_for_is_told(tmp_path: Path, get: Get) -> None:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed: the site needs a certificate")
    file = tmp_path / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
         "-out", file, "-keyout", tmp_path / "key.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_bytes(file.read_bytes() + (tmp_path / "key.pem").read_bytes())
    with site(file) as served:
        error = refusal(get, f"{served.url}/")
    assert str(error).startswith("the certificate of the host is not good (self")
    assert served.asked == []


def test_a_host_that_is_not_named_is_not_connected_to(served: Site, get: Get) -> None:
    served.answers["/"] = status(200)
    url = served.url.replace("127.0.0.1", "localhost")
    assert "localhost is " in str(refusal(get, f"{url}/"))
    assert served.asked == []


def test_a_packed_file_is_unpacked_within_its_limit() -> None:
    assert gunzipped(b"<urlset/>", 100) == b"<urlset/>"
    assert gunzipped(gzip.compress(b"<urlset/>"), 100) == b"<urlset/>"
    with pytest.raises(TooLongError, match="has more than 100 bytes"):
        gunzipped(bomb(10_000_000), 100)
    with pytest.raises(FetchError, match="is a gzip file that ends in the middle"):
        gunzipped(gzip.compress(b"<urlset/>")[:-3], 100)
    with pytest.raises(FetchError, match="is a damaged gzip file"):
        gunzipped(b"\x1f\x8bnothing", 100)
