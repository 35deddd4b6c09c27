"""Names of files that are sent in, and changes that are taken back."""

from pathlib import Path

import pytest

from lape_qa.errors import Conflict
from lape_qa_api.editing.sources import hold, place, require_free, safe_name, take_back


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("../../etc/oulu.txt", "oulu.txt"),
        ("..\\..\\Windows\\oulu.txt", "oulu.txt"),
        ("/etc/oulu.TXT", "oulu.txt"),
        ("C:\\tmp\\Äänekoski – äiti.txt", "Äänekoski – äiti.txt"),
        ("A\u0308iti.txt", "Äiti.txt"),
        (".piilo.txt", "piilo.txt"),
        ("~$oulu.docx", "oulu.docx"),
        ("a<b>:c|d?.txt", "a b c d.txt"),
        ("oulu\u202etxt.\x00.txt", "oulu txt..txt"),
        ("2018.raportti.pdf", "2018.raportti.pdf"),
    ],
)
def test_a_name_leads_nowhere_and_keeps_its_letters(name: str, becomes: str) -> None:
    assert safe_name(name) == becomes


def tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with a document in a folder, and its sidecar."""
    folder = tmp_path / "corpus"
    (folder / "2018").mkdir(parents=True)
    (folder / "2018" / "a.pdf").write_text("vanha", encoding="utf-8")
    (folder / "2018" / "a.meta.yaml").write_text("title: Vanha", encoding="utf-8")
    return folder


@pytest.fixture
def new(tmp_path: Path) -> list[Path]:
    """A document that comes, and its sidecar."""
    files = [tmp_path / "x.pdf", tmp_path / "x.pdf.meta.yaml"]
    for file, text in zip(files, ("uusi", "title: Uusi"), strict=True):
        file.write_text(text, encoding="utf-8")
    return files


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
@pytest.mark.parametrize("name", ["a.pdf", "a.html"])
def test_a_change_is_taken_back_wherever_it_ended(
    corpus: Path, new: list[Path], tmp_path: Path, steps: int, name: str
) -> None:
    before, old, target = tree(corpus), corpus / "2018" / "a.pdf", corpus / "2018" / name
    if steps > 0:
        hold(corpus, tmp_path / "staged", old)
    if steps > 1:
        place(new, target)
    if steps > 2 and target != old:
        old.unlink()
    if steps > 0:
        take_back(corpus, tmp_path / "staged", target)
    assert tree(corpus) == before
    assert not (tmp_path / "staged" / "held").exists()


def test_a_document_is_placed_with_its_sidecar_under_its_new_name(corpus: Path, new: list[Path]) -> None:
    place(new, corpus / "b.pdf")
    assert tree(corpus) == {
        **{"2018/a.meta.yaml": "title: Vanha", "2018/a.pdf": "vanha"},
        **{"b.pdf": "uusi", "b.pdf.meta.yaml": "title: Uusi"},
    }


@pytest.mark.parametrize("taken", ["b.pdf", "b.pdf.meta.yaml", "b.meta.yaml"])
def test_a_place_is_free_only_without_a_sidecar(corpus: Path, taken: str) -> None:
    require_free(corpus, corpus / "b.pdf")
    (corpus / taken).write_text("", encoding="utf-8")
    with pytest.raises(Conflict, match=f"^{taken} is in the folder already"):
        require_free(corpus, corpus / "b.pdf")
