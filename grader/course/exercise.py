"""The word Exercise of a reference file.

Every mistake in the use of the words is a `CourseError` that names the file, the line, the value and the
remedy.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Literal

from grader.core.errors import CourseError
from grader.core.model import VARIABLE
from grader.course import packages, words
from grader.course.arguments import checked
from grader.course.broken import at_line, broken
from grader.course.data import checked as checked_data
from grader.course.options import Options
from grader.course.task import Task
from grader.course.withheld import checked as checked_arrays
from grader.runner.recording.packages import prepare


class Exercise:
    """One exercise: a title and its tasks, in the order in which they are written.

    `knows` are names that the texts of its tasks can use in addition to torch, nn, math and np:
    `knows={"pd": "pandas"}`. Tables of pandas are values in such an exercise. `data` are files beside the
    starters. They are given out with them, and lie in the current folder of every call. `check` and `hidden`
    are files of arrays beside the reference, which are never given out; see `held_out`. `after` are the
    exercises on which this one builds; `grade list` shows them.
    """

    @checked("Exercise(…)", 'Exercise("Norms")')
    def __init__(
        self,
        title: str,
        *,
        knows: Mapping[str, str] | None = None,
        data: str | tuple[str, ...] = (),
        check: str = "",
        hidden: str = "",
        after: str | tuple[str, ...] = (),
    ) -> None:
        if not isinstance(title, str) or not title.strip():
            raise broken(words.NO_TITLE, title=title)
        self.title = title
        self.after = (after,) if isinstance(after, str) else tuple(after)
        try:
            self.knows = packages.checked(knows or {})
            self.data = checked_data(data)
            self.check, self.hidden = (checked_arrays("check", check), checked_arrays("hidden", hidden))
        except CourseError as error:
            raise at_line(error) from error
        prepare(module for _, module in self.knows)
        self.tasks: list[Task] = []

    @checked("@exercise.task(…)", '@exercise.task(inputs={"x": tensors("n")})')
    def task(
        self,
        *,
        inputs: Mapping[str, Any],
        gradient: bool = False,
        attached: bool = False,
        aliasing: bool = False,
        grads: bool | Literal["exact"] = False,
        calls: int = 1,
        iterates: bool = False,
        shuffled: tuple[str, str, str] | tuple[()] = (),
        probe: str = "",
        rtol: float = 0.0,
        dtype: bool | tuple[str, ...] = True,
        raises: type[Exception] | tuple[type[Exception], ...] = (),
        points: float = 1.0,
        weights: Mapping[str, float] | None = None,
        cases: int = 64,
        gpu: bool = True,
        atol: float = 0.0,
        seen_as: str = "",
        prints: bool = False,
        seconds: float = 0.0,
        seeds: int = 1,
        judged_with: Mapping[str, Any] | None = None,
    ) -> Callable[[Callable[..., Any]], Task]:
        """Declare the reference function or class below as a task.

        `inputs` gives each parameter a word: tensors(…), each(…), one_of(…). Inputs that are not parameters
        are used to make others.

        What is graded: with `gradient=True`, the gradients that autograd computes from the result; with
        `attached=True`, only whether the result is connected to the graph; with `aliasing=True`, the inputs
        with which it shares memory; with `grads=True`, the `.grad` of the inputs after the call. With
        `grads="exact"`, None does not count as zeros, and new memory does not count as the old.

        Of a class, the parameters are those of its own `__init__`, without `self`. It is called, and the
        instance is graded.

        The function is called `calls` times on the same inputs. With `iterates`, the returned value is
        iterated over. With `shuffled`, it is batches of the parameters X and y, in a size; named properties
        are then graded instead of equality. A returned module is tried on the input `probe`.

        Numbers may differ by `rtol` times the largest one, in addition to the rounding bound, and by `atol`
        if that is more. With
        `dtype=False`, the result may have any dtype, except float16 and bfloat16. With a tuple of dtypes, it
        may have one of them, too: `dtype=("float32", "float64")`. Its values are graded all the same.

        With `seen_as`, the value of a text is graded in place of the result: `seen_as="result.tolist()"`. The
        text knows `result`, and the inputs by their names. It runs after each call, in the process of the
        submission. With `probe`, it reads the module before it is tried, and both are graded. With `prints`,
        what the call prints is graded, too.

        With `judged_with`, properties get held-out arrays in addition to inputs, such as labels:
        `judged_with={"y": held_out("y")}`. The process of a submission never has them.

        Each call may take `seconds`. The function is called with `seeds` different seeds in each case.

        A call on which the reference raises one of `raises` is asked. All other calls on which it raises are
        left out.

        The points are shared equally by values, gradient and aliasing (if graded), and inputs (left as the
        reference leaves them), or as `weights` say. A task that cannot be graded on a GPU has `gpu=False`.
        """
        asked = raises if isinstance(raises, tuple) else (raises,)
        options = Options(
            gradient=gradient,
            attached=attached,
            aliasing=aliasing,
            grads=grads,
            calls=calls,
            iterates=iterates,
            shuffled=shuffled,
            probe=probe,
            rtol=rtol,
            dtype=dtype,
            raises=asked,
            points=points,
            weights=dict(weights or {}),
            cases=cases,
            gpu=gpu,
            atol=atol,
            seen_as=seen_as,
            prints=prints,
            seconds=seconds,
            seeds=seeds,
            knows=self.knows,
            judged_with=judged_with or {},
        )

        return lambda reference: self._declared(Task(reference, inputs, options))

    @checked("@exercise.variable(…)", "@exercise.variable(points=2)")
    def variable(
        self,
        reference: Callable[[], Any] | None = None,
        *,
        attached: bool = False,
        iterates: bool = False,
        rtol: float = 0.0,
        dtype: bool | tuple[str, ...] = True,
        points: float = 1.0,
        weights: Mapping[str, float] | None = None,
        atol: float = 0.0,
        seen_as: str = "",
        seconds: float = 0.0,
        seeds: int = 1,
    ) -> Any:
        """Declare a variable as a task: the function below, without parameters, returns its value.

        The learner assigns the value to that name at the top level. The options are those of `task`.
        """
        options = Options(
            attached=attached,
            iterates=iterates,
            rtol=rtol,
            dtype=dtype,
            points=points,
            weights=dict(weights or {}),
            gpu=False,
            atol=atol,
            seen_as=seen_as,
            seconds=seconds,
            seeds=seeds,
            kind=VARIABLE,
            knows=self.knows,
        )

        def declare(given: Callable[[], Any]) -> Task:
            if isinstance(given, type):
                raise broken(words.VARIABLE_IS_CLASS, task=given.__name__)
            if parameters := ", ".join(inspect.signature(given).parameters):
                raise broken(words.VARIABLE_HAS_PARAMETERS, task=given.__name__, parameters=parameters)
            return self._declared(Task(given, {}, options))

        return declare if reference is None else declare(reference)

    def _declared(self, task: Task) -> Task:
        if any(known.name == task.name for known in self.tasks):
            raise broken(words.TASK_TWICE, task=task.name)
        self.tasks.append(task)
        return task
