"""Do complete questions stay what they are in a conversation? Each is asked alone, and after an unrelated one.

    python -m benchmarks.follow_ups INDEX eval/questions.jsonl eval/train.jsonl

prints how many take something over and how many are answered otherwise than alone, and, but for those of the split
`test`, which they are. Questions with a history of their own are left out: they are meant to lean.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from lape_qa.answer.model import Answer
from lape_qa.assistant import Assistant, Reply
from lape_qa.evaluation.question_set.questions import Case, read_cases


def after_unrelated(cases: Sequence[Case]) -> Iterator[tuple[Case, Case]]:
    """Yield each question without history behind one of its language about other documents, far from it in the set."""
    alone = [case for case in cases if not case.history]
    for lang in dict.fromkeys(case.lang for case in alone):
        those = [case for case in alone if case.lang == lang]
        for number, case in enumerate(those):
            turned = [*those[number + len(those) // 2 :], *those[: number + len(those) // 2]]
            yield next((other for other in turned if _unrelated(other, case)), turned[0]), case


def _unrelated(earlier: Case, case: Case) -> bool:
    documents = {evidence.document for evidence in earlier.evidence}
    return bool(documents) and documents.isdisjoint(evidence.document for evidence in case.evidence)


def _shown(reply: Reply) -> object:
    if isinstance(reply.outcome, Answer):
        return [(citation.document.id, citation.start, citation.end) for citation in reply.outcome.citations]
    return None


def main(index: Path, sets: Sequence[Path]) -> None:
    """Ask every question of the sets alone and after another, and print what differs."""
    assistant = Assistant.open(index)
    for path in sets:
        asked, leaning, changed = Counter[str](), Counter[str](), Counter[str]()
        for earlier, case in after_unrelated(read_cases(path)):
            alone, after = assistant.ask(case.question), assistant.ask(case.question, history=[earlier.question])
            asked[case.split] += 1
            leaning[case.split] += bool(after.query.carried)
            changed[case.split] += _shown(alone) != _shown(after)
            if after.query.carried and case.split != "test":
                print(f"  {case.id} {case.question} -> {after.query.meant}")
        for split, questions in asked.items():
            print(f"{path} {split}: {leaning[split]} of {questions} lean, {changed[split]} are answered otherwise")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
