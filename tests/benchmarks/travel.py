"""Whether keys that one torch made give the same verdicts with another; see README.md beside this file."""

from __future__ import annotations

import argparse
import ast
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader import submission
from grader.core.model import Key, Outcome
from grader.core.verdict import TaskResult
from grader.course import load
from grader.course.key import read
from grader.grading.session import OnlyRunner, Session
from grader.judge.devices.portable import on_gpu
from grader.judge.grade import assignment
from grader.judge.lines import SourceLines
from grader.judge.properties import held
from grader.judge.result import judge
from grader.runner.process.pool import Pool
from grader.runner.protocol import Runner
from grader.runner.wire import Limits
from grader.workshop.bench import Candidate, lay_out

ROOT = Path(__file__).parent.parent.parent
SOLUTIONS = ROOT / "tests" / "solutions"
LIMITS = Limits(call_seconds=3.0, total_seconds=300.0, memory_bytes=2**29)
HEADER = "import math, torch\nimport numpy as np\nimport torch.nn.functional as F\nfrom torch import Tensor\n"
"""What the wrong answers import, and what their exercise knows."""


MATTERS = ("outcome", "score", "misconception")
"""The fields of a verdict that must be the same with every torch."""


class Verdict(msgspec.Struct, frozen=True):
    """What an answer gets: points, the departures, and what is named as the reason.

    `facts` are the codes of what is said: advice, patterns, and whether it would work on a GPU.
    """

    outcome: Outcome
    score: float
    aspects: tuple[str, ...]
    misconception: str
    is_certain: bool
    facts: tuple[str, ...]
    error: str


class Record(msgspec.Struct, frozen=True):
    """The verdicts on all answers with one torch, which the keys' own may not be."""

    torch: str
    verdicts: dict[str, Verdict]


def verdict(result: TaskResult) -> Verdict:
    """What travels of a result: all but texts, numbers and times."""
    there, named = result.on_gpu, result.misconception
    facts = [f"advice {result.advice.code}"] if result.advice else []
    facts += [f"pattern {fact.code}" for fact in result.patterns]
    facts += [f"on a GPU {there.state} {there.misconception}"] if there else []
    return Verdict(
        result.outcome,
        result.score,
        tuple(sorted(f"{difference.aspect} {difference.message.code}" for difference in result.differences)),
        named.name if named else "",
        named is not None and named.certain,
        tuple(facts),
        str(result.error.message.args) if result.error else "",
    )


def solved(session: Session, runner: Runner) -> Iterator[tuple[str, Verdict]]:
    """Yield the verdicts on whole files of right answers."""
    for path in sorted(SOLUTIONS.glob(f"{session.key.exercise}_[a-z].py")):
        for result in graded(session, path, runner):
            yield f"{path.stem} {result.task}", verdict(result)


def mistaken(session: Session, runner: Runner) -> Iterator[tuple[str, Verdict]]:
    """Yield the verdicts on wrong answers as learners write them."""
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(SOLUTIONS.glob(f"{session.key.exercise}_wrong*.py")):
            for number, (task, mistake, source) in enumerate(wrong_answers(path)):
                file = Path(folder) / f"{session.key.exercise}.py"
                file.write_text(header(session) + source, "utf-8")
                (result,) = graded(session, file, runner, task)
                yield f"{path.stem} {number} {task}: {mistake}", verdict(result)


def header(session: Session) -> str:
    """The imports before a wrong answer."""
    known = {pair for task in session.key.tasks for pair in task.asked.knows}
    return HEADER + "".join(f"import {module} as {name}\n" for name, module in sorted(known))


def wrong_answers(path: Path) -> list[tuple[str, str, str]]:
    """The list WRONG of a file: task, mistake, source."""
    (found,) = (node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.AnnAssign))
    assert found.value is not None
    answers: list[tuple[str, str, str]] = ast.literal_eval(found.value)
    return answers


def graded(session: Session, path: Path, runner: Runner, *tasks: str) -> tuple[TaskResult, ...]:
    """The results of a file as `grade FILE` has them."""
    needed = session.prepare(submission.read(path), tasks=tasks)
    return session.grade(needed, OnlyRunner(runner), tasks=tasks).grade.tasks


def declared(course: load.Course, key: Key, runner: Runner) -> Iterator[tuple[str, Verdict]]:
    """Yield the verdicts on what the reference file declares: reference, right variants, misconceptions."""
    bench = lay_out(course.reference(key.exercise), load.load(course, key.exercise), key.data)
    for task in key.tasks:
        name = task.name
        entries: list[Candidate] = [
            bench.references[name],
            *bench.rights[name],
            *bench.misconceptions[name],
            *bench.device_misconceptions[name],
            *bench.generics[name],
        ]
        with runner.session(bench.program) as session:
            asked = [assignment(task, name=entry.name, kind=entry.stands_for) for entry in entries]
            for entry, run in zip(entries, list(session.run(asked)), strict=True):
                result = judge(task, held(task, run, runner))
                if result.outcome is Outcome.PASSED:
                    moved = msgspec.structs.replace(task, name=entry.name)
                    there = on_gpu(moved, SourceLines(bench.program), session)
                    result = msgspec.structs.replace(result, on_gpu=there)
                yield f"{key.exercise} {name} declared {entry.kind}", verdict(result)


def recorded(folder: Path, asked: str) -> Record:
    """Grade all answers with the keys in a folder; `asked` is a part of the exercises' names."""
    course = load.builtin()
    verdicts: dict[str, Verdict] = {}
    with Pool(LIMITS) as pool:
        for path in sorted(path for path in folder.glob("*.key") if asked in path.name):
            session = Session(read(path), course)
            for kind in (solved(session, pool), mistaken(session, pool), declared(course, session.key, pool)):
                verdicts |= dict(kind)
            print(f"{path.stem}: {len(verdicts)} answers so far", file=sys.stderr, flush=True)
        return Record(pool.torch, verdicts)


def changes(before: Record, now: Record) -> dict[str, dict[str, tuple[object, object]]]:
    """What is another one now, by answer and field; the text of an error belongs to each torch."""
    found = {}
    for name in sorted({*before.verdicts, *now.verdicts}):
        old, new = before.verdicts.get(name), now.verdicts.get(name)
        pairs = {
            field: (getattr(old, field, None), getattr(new, field, None))
            for field in Verdict.__struct_fields__
        }
        changed = {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}
        if changed.keys() - {"error"}:
            found[name] = changed
    return found


def tell(before: Record, now: Record) -> bool:
    """Print what is another one now; whether all points and names stayed."""
    found = changes(before, now)
    for name, changed in found.items():
        print(name, *(f"    {field}: {was!r} → {new!r}" for field, (was, new) in changed.items()), sep="\n")
    lost = [name for name, changed in found.items() if not changed.keys().isdisjoint(MATTERS)]
    print(f"{len(now.verdicts)} answers; keys and verdicts of torch {before.torch}, now torch {now.torch}")
    print(f"{len(lost)} have other points or another misconception: {', '.join(lost) or 'none'}")
    print(f"{len(found) - len(lost)} have the same, and something else that is said is another one")
    return not lost


def main() -> int:
    """Grade all answers, and keep the verdicts or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("keys", type=Path, help="a folder of keys, as `grade release` writes it")
    parser.add_argument("--only", default="", metavar="TEXT", help="only exercises with this in their names")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--record", type=Path, metavar="FILE", help="write the verdicts to a file")
    way.add_argument("--compare", type=Path, metavar="FILE", help="compare them with those in a file")
    given = parser.parse_args()
    now = recorded(given.keys, given.only)
    if given.record:
        given.record.write_bytes(msgspec.json.format(msgspec.json.encode(now), indent=1))
        return 0
    before = msgspec.json.decode(given.compare.read_bytes(), type=Record)
    return 0 if tell(before, now) else 1


if __name__ == "__main__":
    raise SystemExit(main())
