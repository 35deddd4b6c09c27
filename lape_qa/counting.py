"""How many there are of something, in words: for the lines that people read."""


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun; the plural of the noun has an s where it is not given."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
