"""A graph -> a session of ONNX Runtime on the CPU, set up in the one way that all graphs of this project run."""

from pathlib import Path
from typing import Any

_SLOWER_FUSED = ["SkipLayerNormFusion"]
"""Fusions to leave out: its kernel takes four times as long as the addition and the normalisation by themselves."""


def opened(graph: Path | bytes, threads: int = 1) -> Any:
    """Return a session of a graph's file or bytes; any number of threads may run it at once, each with so many more.

    With more than one thread to a run the work of a single text is shared, with 0 among all cores.
    """
    # Imported here: `lape-qa --help` should not wait for it.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(
        graph if isinstance(graph, bytes) else str(graph),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=_SLOWER_FUSED,
    )
