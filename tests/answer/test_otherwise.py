import pytest

from lape_qa.answer.otherwise import value_otherwise
from lape_qa.question.kinds import Asked

LEADER = "Kuka johtaa Lepolan kerhoa?"
LED = "Lepolan kerhoa johtaa Anna Virta."
HOW_MANY = "Montako perhettä kerhossa kävi?"


@pytest.mark.parametrize(
    ("kind", "question", "one", "other", "value"),
    [
        (Asked.PERSON, LEADER, LED, "Lepolan kerhoa johtaa Pekka Salo.", "Pekka Salo"),
        # Who bears the same first name is somebody else.
        (Asked.PERSON, LEADER, LED, "Lepolan kerhoa johtaa Anna Salo", "Salo"),
        (Asked.PERSON, LEADER, "Anna Virta johtaa Lepolan kerhoa.", "Pekka Salo johtaa Lepolan kerhoa.", "Pekka Salo"),
        (Asked.NUMBER, HOW_MANY, "Kerhossa kävi 40 perhettä.", "Kerhossa kävi 55 perhettä.", "55"),
        (Asked.NUMBER, HOW_MANY, "Kerhossa kävi neljä perhettä.", "Kerhossa kävi viisitoista perhettä.", "viisitoista"),
        (Asked.TIME, "Milloin kerho alkoi?", "Kerho alkoi keväällä 2018.", "Kerho alkoi keväällä 2019.", "2019"),
    ],
)
def test_the_value_that_alone_differs(kind: Asked, question: str, one: str, other: str, value: str) -> None:
    assert value_otherwise(kind, question, one, other) == value


@pytest.mark.parametrize(
    ("kind", "question", "one", "other"),
    [
        (Asked.PERSON, LEADER, LED, LED),
        # Other words beside the name, another club, or two stretches.
        (Asked.PERSON, LEADER, LED, "Lepolan kerhoa johtaa taas Pekka Salo."),
        (Asked.PERSON, LEADER, LED, "Rannan kerhoa johtaa Anna Virta."),
        (Asked.PERSON, LEADER, LED, "Rannan kerhoa johtaa Pekka Salo."),
        (Asked.PERSON, LEADER, LED, "Lepolan kerhoa johtaa."),
        # What differs is not what is asked for.
        (Asked.NUMBER, HOW_MANY, "Kerhossa kävi 40 perhettä.", "Kerhossa kävi 40 koiraa."),
        (Asked.PERSON, LEADER, "Kerhoa johtaa 40 vuotta Anna Virta.", "Kerhoa johtaa 55 vuotta Anna Virta."),
        # Too little is the same.
        (Asked.PERSON, LEADER, "Johtaja Anna Virta", "Johtaja Pekka Salo"),
    ],
)
def test_what_differs_otherwise_is_another_thing(kind: Asked, question: str, one: str, other: str) -> None:
    assert value_otherwise(kind, question, one, other) is None
