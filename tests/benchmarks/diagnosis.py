"""What wrong answers are told: the misconception, the relation, the advice; see README.md here."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.core.verdict import ExerciseText, TaskResult
from grader.course import load
from grader.course.key import obtain
from grader.grading.session import Session
from grader.report import labels
from grader.report.sheet import TaskCard, card
from grader.runner.process.pool import Pool

sys.path[:0] = [str(Path(__file__).parent)]

from travel import (  # noqa: E402  # its folder is on the path only now
    LIMITS,
    SOLUTIONS,
    graded,
    header,
    wrong_answers,
)

EXPLAINED = (labels.WHY, labels.LOOKS_LIKE, labels.AND_LIKE, labels.ADVICE, labels.SLIP, labels.PATTERN)
"""The notes that say more than what differs."""


class Told(msgspec.Struct, frozen=True):
    """What a learner reads about one answer; `name` is the misconception, with a ? if it is not certain."""

    outcome: str
    name: str
    lead: str
    example: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]

    @property
    def is_explained(self) -> bool:
        """Whether more is said than what differs."""
        return bool(self.marks) or any(kind in EXPLAINED for kind, _ in self.notes)


def told(result: TaskResult, text: ExerciseText) -> Told:
    """What the reports show of a result."""
    shown: TaskCard = card(result, text.task(result.task), "", "")
    names = result.misconception, result.second
    return Told(
        result.outcome,
        " + ".join(f"{one.name}{'' if one.certain else '?'}" for one in names if one is not None),
        shown.lead,
        tuple(f"{note.label} {note.text}" for note in shown.example),
        tuple((note.kind, note.text) for note in shown.notes),
        tuple(f"{row.text.strip()}  ← {row.mark}" for row in shown.trace if row.mark),
    )


def answers(asked: str, files: str) -> Iterator[tuple[str, str, Told]]:
    """Yield each wrong answer: where it is and what its mistake is, its source, and what is told."""
    course = load.builtin()
    with Pool(LIMITS) as pool, tempfile.TemporaryDirectory() as folder:
        for exercise in course.names:
            paths = sorted(SOLUTIONS.glob(f"{exercise}_{files}.py"))
            if asked not in exercise or not paths:
                continue
            session = Session(obtain(course, exercise, progress=lambda _step: None), course)
            for path in paths:
                for number, (task, mistake, source) in enumerate(wrong_answers(path)):
                    file = Path(folder) / f"{exercise}.py"
                    file.write_text(header(session) + source, "utf-8")
                    (result,) = graded(session, file, pool, task)
                    yield f"{path.stem} {number} {task}: {mistake}", source, told(result, session.key.text)


def tell(where: str, source: str, one: Told, *, sources: bool) -> None:
    """Print an answer and what is told about it."""
    print(f"## {where}")
    if sources:
        print(source.strip("\n"))
    print(f"   {one.outcome}{f' · {one.name}' if one.name else ''} | {one.lead}")
    for line in (*one.example, *(f"[{kind}] {text}" for kind, text in one.notes), *one.marks):
        print("   |", line.replace("\n", "\n   |    "))
    print()


def main() -> int:
    """Tell, and count; 1 if an answer passes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", metavar="TEXT", help="only exercises with this in their names")
    parser.add_argument("--files", default="wrong*", metavar="PATTERN", help="the files after exercise_NN_")
    parser.add_argument("--sources", action="store_true", help="also print the answers")
    parser.add_argument("--record", type=Path, metavar="FILE", help="keep what is told")
    parser.add_argument(
        "--compare", type=Path, metavar="FILE", help="print only what was told otherwise then"
    )
    given = parser.parse_args()
    before = msgspec.json.decode(given.compare.read_bytes(), type=dict[str, Told]) if given.compare else {}
    found: dict[str, Told] = {}
    for where, source, one in answers(given.only, given.files):
        found[where] = one
        if before.get(where) == one:
            continue
        if where in before:
            old = before[where]
            print(f"-- before: {old.name} | {old.lead}")
            for kind, text in old.notes:
                print(f"--    [{kind}] {text}")
        tell(where, source, one, sources=given.sources)
    if given.record:
        given.record.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1))
    passed = [where for where, one in found.items() if one.outcome == "passed"]
    named = [one for one in found.values() if one.name]
    more = sum(one.is_explained for one in found.values())
    sure = sum(not one.name.endswith("?") for one in named)
    print(f"{len(found)} answers: {len(named)} named ({sure} certain), {more} told more than what differs")
    print(f"{len(passed)} pass: {'; '.join(passed) or 'none'}")
    return 1 if passed else 0


if __name__ == "__main__":
    raise SystemExit(main())
