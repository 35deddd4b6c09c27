"""The training itself: resumable, its course in a log."""

import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from training.read import batches, held_out
from training.read.batches import Batch, Laid
from training.read.groups import Group
from training.read.held_out import TOKENS
from training.read.network import Network

BODY_RATE, HEAD_RATE = 1e-4, 1e-3
WARM = 0.02
"""Share of the run in which the rates rise; then they fall linearly to nothing."""
OWN_SHARE, EXERCISE_SHARE, NEAR_SHARE = 0.07, 0.28, 0.25
"""Shares of the questions about the corpus, about the exercise texts, and of SQuAD, of which a third are near misses.

The others are natural questions. Asked more often about the corpus, the reader learns which of its few sentences ever
answer.
"""
TAKEN_AWAY = 0.15
"""How often the windows that answer are taken away: what is left only looks like an answer."""
_DRAWN = 800
"""Groups that are drawn at a time."""
_SAVE_EVERY = 150
"""Steps between two checkpoints."""
_MEASURE_EVERY = 1_500_000
"""Tokens between two measurements on the way, each on MEASURED questions of a set."""
_MEASURED = 240


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What is learnt from."""

    own: Sequence[Group]
    """About the corpus."""
    exercises: Sequence[Group]
    """About texts written for this, of the corpus's kind."""
    near: Sequence[Group]
    """SQuAD, with near misses."""
    general: Sequence[Group]
    """Natural questions."""

    def drawn(self, seed: str) -> list[Group]:
        """Return the groups of one draw."""
        chance = random.Random(seed)  # noqa: S311
        kinds = (self.own, self.exercises, self.near, self.general)
        shares = (OWN_SHARE, EXERCISE_SHARE, NEAR_SHARE, 1 - OWN_SHARE - EXERCISE_SHARE - NEAR_SHARE)
        found = []
        for among in chance.choices(kinds, shares, k=_DRAWN):
            alike = among is self.own or among is self.exercises
            group = without_answer(chance.choice(among), chance)
            found.append(batches.drawn(group, chance, right=2 if alike else 1, wrong=4 if alike else 2))
        return found


def without_answer(group: Group, chance: random.Random) -> Group:
    """Return a group as it is or, now and then, with nothing but its wrong windows, where it has some."""
    taken = bool(group.wrong) and chance.random() < TAKEN_AWAY
    return replace(group, right=()) if taken else group


@dataclass(slots=True)
class Progress:
    """How far a run is; stored with the checkpoint."""

    tokens: int = 0
    steps: int = 0
    draws: int = 0
    seconds: float = 0.0
    measured: int = 0
    recent: list[float] = field(default_factory=list)
    """Losses of the last steps."""

    def note(self, loss: float, batch: Batch, seconds: float) -> None:
        """Count a step."""
        self.recent = [*self.recent[-299:], loss]
        self.tokens += batch.tokens
        self.steps += 1
        self.seconds += seconds


def loss(logits: Tensor, batch: Batch) -> Tensor:
    """Return the loss of a step: over each question's sentences a softmax, and half of each one's cross-entropy.

    Beside the sentences stands "none of them" with the logit 0; it is right where no sentence is.
    """
    right = batch.right.float()
    each = functional.binary_cross_entropy_with_logits(logits, right, reduction="sum")
    none = torch.zeros(batch.groups)
    never = torch.full_like(none, -1e4)
    answered = torch.zeros(batch.groups).index_add(0, batch.owner, right) > 0
    whole = _log_sum(logits, batch.owner, none)
    of_right = torch.where(batch.right, logits, torch.full_like(logits, -1e4))
    good = _log_sum(of_right, batch.owner, torch.where(answered, never, none))
    return ((whole - good).sum() + 0.5 * each) / batch.groups


def _log_sum(logits: Tensor, owner: Tensor, beside: Tensor) -> Tensor:
    """Return ln(exp(beside) + sum of exp(logits)) for each owner, shape (owners,)."""
    greatest = beside.scatter_reduce(0, owner, logits.detach(), "amax", include_self=True)
    total = torch.exp(beside - greatest).index_add(0, owner, torch.exp(logits - greatest[owner]))
    return greatest + torch.log(total)


class Run:
    """A network in training; its folder holds the checkpoint and the log."""

    def __init__(self, network: Network, tokenizer: Tokenizer, folder: Path, sets: Mapping[str, Path]) -> None:
        self.network = network
        self.progress = Progress()
        self._tokenizer = tokenizer
        self._folder = folder
        self._sets = sets
        self._trained = network.trained()
        for name, parameter in network.named_parameters():
            parameter.requires_grad_(name in self._trained)
        head = [parameter for name, parameter in self._trained.items() if name.startswith("head.")]
        body = [parameter for name, parameter in self._trained.items() if not name.startswith("head.")]
        rates = [{"params": body, "lr": BODY_RATE}, {"params": head, "lr": HEAD_RATE}]
        self._optimiser = torch.optim.AdamW(rates, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
        if self._checkpoint.exists():
            self._resume()

    @property
    def _checkpoint(self) -> Path:
        return self._folder / "checkpoint.pt"

    def _resume(self) -> None:
        held = torch.load(self._checkpoint, weights_only=True)
        self.network.load_state_dict(held["trained"], strict=False)
        self._optimiser.load_state_dict(held["optimiser"])
        self.progress = Progress(**held["state"])

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        fresh = self._checkpoint.with_suffix(".new")
        trained = {name: parameter.detach() for name, parameter in self._trained.items()}
        state = asdict(self.progress)
        torch.save({"trained": trained, "optimiser": self._optimiser.state_dict(), "state": state}, fresh)
        fresh.replace(self._checkpoint)

    def train(self, material: Material, tokens: int, begun_with: str) -> None:
        """Train until so many tokens have been read in all, in this call and those before it.

        What a run begins with seeds its draws too, so that one that goes on from another's weights reads other
        questions.
        """
        while self.progress.tokens < tokens:
            drawn = material.drawn(f"{begun_with}, draw {self.progress.draws}")
            laid: list[Laid] = [found for group in drawn if (found := batches.laid(self._tokenizer, group))]
            # What is left of a draw after an interruption is not drawn again.
            self.progress.draws += 1
            for batch in batches.batches(laid, TOKENS):
                if self.progress.tokens >= tokens:
                    break
                self._step(batch, tokens)
                self._tell()
        self.save()

    def _step(self, batch: Batch, tokens: int) -> None:
        started = time.perf_counter()
        done = min(1.0, self.progress.tokens / tokens)
        factor = min(1.0, done / WARM + 0.01) * (1 - done)
        for group, rate in zip(self._optimiser.param_groups, (BODY_RATE, HEAD_RATE), strict=True):
            group["lr"] = rate * factor
        with torch.autocast("cpu", torch.bfloat16):
            logits = held_out.read(self.network, batch)
        value = loss(logits, batch)
        self._optimiser.zero_grad(set_to_none=True)
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(list(self._trained.values()), 1.0)
        self._optimiser.step()
        self.progress.note(value.item(), batch, time.perf_counter() - started)

    def _tell(self) -> None:
        progress = self.progress
        if progress.steps % 25 == 0:
            speed = progress.tokens / max(progress.seconds, 1e-6)
            mean = float(np.mean(progress.recent[-100:]))
            print(
                f"step {progress.steps}  {progress.tokens / 1e6:.2f} M tokens  loss {mean:.3f}  {speed:.0f}/s",
                flush=True,
            )
        if progress.steps % _SAVE_EVERY == 0:
            self.save()
        if progress.tokens // _MEASURE_EVERY > progress.measured:
            progress.measured = progress.tokens // _MEASURE_EVERY
            self.measure(_MEASURED)

    def measure(self, limit: int | None) -> dict[str, held_out.Figures]:
        """Measure on the held-out sets, print and log the figures, and return them."""
        figures = held_out.measure(self.network, self._tokenizer, self._sets, limit)
        row = {
            "tokens": self.progress.tokens,
            "seconds": round(self.progress.seconds),
            "loss": round(float(np.mean(self.progress.recent)), 4),
            **{name: asdict(found) for name, found in figures.items()},
        }
        with (self._folder / "log.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)
        return figures
