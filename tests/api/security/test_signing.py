"""What is signed is good for its purpose, for its time and as it was made; nothing else is."""

import string
import time

import pytest

from lape_qa_api.security.signing import ANSWER_SECONDS, TOKEN_SECONDS, Signer

ORIGIN = "https://intra.example.fi"
SIGNER = Signer(b"s" * 32)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    """Sets the time of day, in seconds since 1970."""
    return Clock(monkeypatch)


class Clock:
    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def __call__(self, seconds: float) -> None:
        self._patch.setattr(time, "time", lambda: seconds)


def test_a_token_opens_for_fifteen_minutes(at: Clock) -> None:
    at(1000)
    token = SIGNER.token(ORIGIN)
    at(1000 + 900 - 1)
    assert SIGNER.opens(token, ORIGIN)
    at(1000 + 900)
    assert not SIGNER.opens(token, ORIGIN)
    assert TOKEN_SECONDS == 900


def test_an_answer_can_be_named_for_thirty_days(at: Clock) -> None:
    at(1000)
    answer_id = SIGNER.answer_id()
    at(1000 + ANSWER_SECONDS - 1)
    assert SIGNER.named(answer_id)
    at(1000 + ANSWER_SECONDS)
    assert not SIGNER.named(answer_id)
    assert ANSWER_SECONDS == 30 * 86400


def test_what_was_made_in_the_future_is_refused(at: Clock) -> None:
    at(2000)
    token, answer_id = SIGNER.token(ORIGIN), SIGNER.answer_id()
    at(1999)
    assert not SIGNER.opens(token, ORIGIN)
    assert not SIGNER.named(answer_id)


def test_two_answers_of_one_second_have_two_names(at: Clock) -> None:
    at(1000)
    assert SIGNER.answer_id() != SIGNER.answer_id()


def test_a_token_opens_for_no_other_origin() -> None:
    assert not SIGNER.opens(SIGNER.token(ORIGIN), "https://foreign.example")
    assert not SIGNER.opens(SIGNER.token(ORIGIN), "")


def test_one_purpose_is_no_other() -> None:
    assert not SIGNER.named(SIGNER.token(ORIGIN))
    assert not SIGNER.opens(SIGNER.answer_id(), "")


def test_another_secret_signs_otherwise() -> None:
    other = Signer(b"t" * 32)
    assert not other.opens(SIGNER.token(ORIGIN), ORIGIN)
    assert not other.named(SIGNER.answer_id())


def test_a_sign_that_is_altered_anywhere_is_noticed() -> None:
    token, answer_id = SIGNER.token(ORIGIN), SIGNER.answer_id()
    for place in range(len(token)):
        assert not SIGNER.opens(altered(token, place), ORIGIN)
    for place in range(len(answer_id)):
        assert not SIGNER.named(altered(answer_id, place))


def test_the_same_bytes_written_otherwise_are_refused() -> None:
    # The last sign of base64 carries two bits that are not read, and its padding is left out.
    letters = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    for made, good in ((SIGNER.token(ORIGIN), opens), (SIGNER.answer_id(), SIGNER.named)):
        same = letters[letters.index(made[-1]) ^ 1]
        assert good(made)
        for other in (made[:-1] + same, f"{made}=", f"{made}====", f" {made}", f"{made}\n", made.replace(".", "=.", 1)):
            assert not good(other)


def opens(token: str) -> bool:
    return SIGNER.opens(token, ORIGIN)


def altered(text: str, place: int) -> str:
    return text[:place] + ("B" if text[place] == "A" else "A") + text[place + 1 :]


@pytest.mark.parametrize("text", ["", "a", "ä", "AAAA", "=" * 48, ".", "..", "a.b.c", "\x00"])
def test_what_was_never_signed_is_refused(text: str) -> None:
    assert not SIGNER.opens(text, ORIGIN)
    assert not SIGNER.named(text)


def test_a_fingerprint_is_the_same_for_good() -> None:
    # By `printf 'topic\0perhe' | openssl dgst -sha256 -hmac ssss…`, its first 18 bytes.
    assert SIGNER.fingerprint("perhe").hex() == "27ffeec335022e36d2d1c664ad6fee2a52c2"
