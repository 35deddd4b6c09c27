"""Operators and numbers -> the bytes of an ONNX model, without the library that ONNX is usually written by.

A message of Protocol Buffers is a row of fields: the field's number and kind, then a whole number of variable length,
four bytes, or a length and so many bytes. What is written here is what our own graphs hold, by the numbers of
`onnx.proto3`: operators with whole and floating attributes, constants, and what goes in and out in float32.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

_IR = 10
_FLOAT = 1
_TYPES = {"float32": _FLOAT, "uint8": 2, "int8": 3, "int64": 7}
_VARIABLE, _COUNTED, _FOUR_BYTES = 0, 2, 5


def node(
    kind: str, given: Iterable[str], found: Iterable[str], name: str, domain: str, attributes: Mapping[str, int | float]
) -> bytes:
    """Return a NodeProto."""
    return b"".join(
        (
            *(_text(1, one) for one in given),
            *(_text(2, one) for one in found),
            _text(3, name) if name else b"",
            _text(4, kind),
            *(_counted(5, _attribute(*attribute)) for attribute in sorted(attributes.items())),
            _text(7, domain) if domain else b"",
        )
    )


def tensor(name: str, values: NDArray[Any]) -> bytes:
    """Return a TensorProto; KeyError when its numbers are of a type that no graph of ours holds."""
    dimensions = b"".join(_whole(1, size) for size in values.shape)
    little = values.astype(values.dtype.newbyteorder("<"), copy=False)
    return dimensions + _whole(2, _TYPES[values.dtype.name]) + _text(8, name) + _counted(9, little.tobytes())


def value(name: str, *shape: int | str) -> bytes:
    """Return a ValueInfoProto, of an input or a result in float32; a size that is a name is not known before."""
    sizes = (_text(2, size) if isinstance(size, str) else _whole(1, size) for size in shape)
    dimensions = b"".join(_counted(1, size) for size in sizes)
    return _text(1, name) + _counted(2, _counted(1, _whole(1, _FLOAT) + _counted(2, dimensions)))


def model(
    nodes: Sequence[bytes],
    constants: Sequence[bytes],
    inputs: Sequence[bytes],
    results: Sequence[bytes],
    opsets: Mapping[str, int],
) -> bytes:
    """Return a ModelProto of one graph, with the version of each domain of operators."""
    graph = b"".join(
        (
            *(_counted(1, one) for one in nodes),
            _text(2, "graph"),
            *(_counted(5, one) for one in constants),
            *(_counted(11, one) for one in inputs),
            *(_counted(12, one) for one in results),
        )
    )
    imports = (_counted(8, _text(1, domain) + _whole(2, version)) for domain, version in opsets.items())
    return _whole(1, _IR) + _counted(7, graph) + b"".join(imports)


def _attribute(name: str, value: int | float) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + _key(2, _FOUR_BYTES) + struct.pack("<f", value) + _whole(20, 1)
    return _text(1, name) + _whole(3, value) + _whole(20, 2)


def _whole(field: int, value: int) -> bytes:
    return _key(field, _VARIABLE) + _variable(value)


def _text(field: int, value: str) -> bytes:
    return _counted(field, value.encode())


def _counted(field: int, content: bytes) -> bytes:
    return _key(field, _COUNTED) + _variable(len(content)) + content


def _key(field: int, kind: int) -> bytes:
    return _variable(field << 3 | kind)


def _variable(value: int) -> bytes:
    """Return a whole number, seven bits a byte from the least on; a negative one as its 64 bits."""
    left = value & 0xFFFF_FFFF_FFFF_FFFF
    found = bytearray()
    while left > 0x7F:
        found.append(left & 0x7F | 0x80)
        left >>= 7
    found.append(left)
    return bytes(found)
