"""With which weights a run begins."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from lape_qa.reading import weights
from training.read import __main__ as command


class Small(torch.nn.Module):
    """A network of one trained matrix and a head."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList([torch.nn.Linear(2, 1)])
        self.head = torch.nn.Sequential(torch.nn.Linear(1, 1))

    def trained(self) -> dict[str, torch.nn.Parameter]:
        return {name: value for name, value in self.named_parameters() if name.endswith("weight")}

    def filled(self, value: float) -> "Small":
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.fill_(value)
        return self


def values(network: torch.nn.Module) -> dict[str, list[float]]:
    state: dict[str, Tensor] = network.state_dict()
    return {name: value.flatten().tolist() for name, value in state.items()}


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> weights.Weights:
    packed = weights.pack(
        {
            "layers.0.weight": np.array([[0.5, -0.5]], np.float32),
            "head.0.weight": np.array([[2.0]], np.float32),
        }
    )
    found = weights.Weights(packed, "base", "abcdef0123456789")
    monkeypatch.setattr(command, "from_base", lambda _: Small().filled(1.0))
    monkeypatch.setattr(weights, "shipped", lambda: found)
    return found


def test_a_run_begins_with_the_base(shipped: weights.Weights) -> None:
    network, said = command.begun(Path(), from_shipped=False)
    assert said == "the base"
    assert values(network)["layers.0.weight"] == [1.0, 1.0]


def test_a_run_goes_on_from_the_shipped_weights(shipped: weights.Weights) -> None:
    network, said = command.begun(Path(), from_shipped=True)
    assert said == "weights of sha256 abcdef012345"
    # What was trained is the base and its difference; the head is new.
    assert values(network) == {
        "layers.0.weight": pytest.approx([1.5, 0.5]),
        "layers.0.bias": [1.0],
        "head.0.weight": [2.0],
        "head.0.bias": [1.0],
    }


def test_a_run_may_end_halfway_between_what_it_began_with_and_what_it_learnt() -> None:
    learnt = Small().filled(3.0)
    command.go_halfway(learnt, {"layers.0.weight": torch.full((1, 2), 1.0), "head.0.weight": torch.full((1, 1), -1.0)})  # type: ignore[arg-type]
    # What was not trained stays.
    assert values(learnt) == {
        "layers.0.weight": [2.0, 2.0],
        "layers.0.bias": [3.0],
        "head.0.weight": [1.0],
        "head.0.bias": [3.0],
    }


def test_a_folder_for_the_weights_is_made_before_the_run_and_a_file_in_its_way_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, into = tmp_path / "file", tmp_path / "new" / "weights"
    file.write_text("")
    for place in (into, file):
        monkeypatch.setattr("sys.argv", ["read", str(tmp_path), str(tmp_path / "work"), "--into", str(place)])
        monkeypatch.setattr(command, "prepared", _nothing_there)
        with pytest.raises((LookupError, SystemExit)):
            command.main()
    assert into.is_dir()
    [told] = capsys.readouterr().err.strip().splitlines()[-1:]
    assert told.endswith(f"error: {file} cannot be made a folder: file exists; name another")


def _nothing_there(data: Path, work: Path) -> None:
    raise LookupError(data, work)
