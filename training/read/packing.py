"""The trained network -> the weights file that the wheel carries."""

import json
from pathlib import Path

from lape_qa.encoding import bundled_e5
from lape_qa.reading import weights
from training.read.network import Network


def store(network: Network, base: Network, folder: Path, made: dict[str, object]) -> None:
    """Write the weights and what is said of them into a folder."""
    untrained = base.state_dict()
    differences = {
        name: (value.detach() - (0 if name.startswith("head.") else untrained[name])).numpy()
        for name, value in network.trained().items()
    }
    packed = weights.pack(differences)
    (folder / "reader.npz").write_bytes(packed)
    described = weights.describe(packed, bundled_e5.fingerprint(), made)
    (folder / "reader.json").write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{folder / 'reader.npz'}: {len(packed) / 1e6:.1f} MB")
