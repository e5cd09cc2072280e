"""Packages that an exercise knows: tables as inputs and results, packages that are absent."""

import numpy as np
import pandas as pd
import pytest
import torch

from grader.core.errors import CourseError
from grader.core.value import Made
from grader.course import cache, load, packages
from grader.course.exercise import Exercise
from grader.course.inputs import each
from grader.course.load import Course
from grader.course.objects import made
from grader.course.task_key import TaskMaker
from grader.judge.grade import assignment
from grader.judge.result import judge
from grader.locale.messages import sentence
from grader.runner.inprocess import observe_function
from grader.runner.recording.packages import prepare

KNOWS = {"pd": "pandas"}
prepare(KNOWS.values())  # as when a reference file is loaded
HOUSES = (
    pd.DataFrame({"NumRooms": [None, 2.0, 4.0], "Alley": ["Pave", None, None], "Price": [1.0, 2.0, 3.0]}),
    pd.DataFrame({"NumRooms": [1.0, None, None], "Alley": [None, "Grvl", None], "Price": [4.0, 1.0, 1.5]}),
    pd.DataFrame({"NumRooms": [3.0], "Alley": ["Pave"], "Price": [2.5]}),
)


def key_of(function, inputs, *misconceptions, **options):
    task = Exercise("House", knows=KNOWS).task(inputs=inputs, **options)(function)
    for wrong in misconceptions:
        task.misconception(wrong)
    return TaskMaker("exercise_test", task).make()


def told(key, function):
    """The score, the misconception, and the first sentence on what is wrong."""
    found = judge(key, observe_function(function, assignment(key)))
    named = found.misconception.name if found.misconception is not None else ""
    return found.score, named, *[sentence(part.message) for part in found.differences[:1]]


def filled(df):
    return df.fillna({"NumRooms": df["NumRooms"].mean()})


def zeros(df):
    """Zeros are not the mean."""
    return df.fillna({"NumRooms": 0.0})


@pytest.fixture(scope="module")
def house():
    return key_of(filled, {"df": each(*HOUSES)}, zeros)


def test_a_table_is_shown_as_code_that_can_be_pasted(house):
    (code,) = house.cases[0].code
    assert code == "pd.DataFrame({'NumRooms': [3.0], 'Alley': ['Pave'], 'Price': [2.5]})"


def by_columns(df):
    result = pd.DataFrame({name: list(df[name]) for name in df})
    rooms = [room for room in df["NumRooms"] if room == room]
    result["NumRooms"] = [room if room == room else sum(rooms) / len(rooms) for room in df["NumRooms"]]
    return result


def with_transform(df):
    return df.assign(NumRooms=df["NumRooms"].where(df["NumRooms"].notna(), df["NumRooms"].mean()))


@pytest.mark.parametrize("right", [by_columns, with_transform])
def test_another_way_to_the_same_table_is_right(house, right):
    assert told(house, right) == (1.0, "")


def in_place(df):
    df["NumRooms"] = df["NumRooms"].fillna(df["NumRooms"].mean())
    return df


def all_columns(df):
    return df.fillna({"NumRooms": df["NumRooms"].mean(), "Alley": "NA"})


def numbers_only(df):
    return df[["NumRooms", "Price"]].fillna(df["NumRooms"].mean())


@pytest.mark.parametrize(
    ("wrong", "score", "name", "text"),
    [
        (
            zeros,
            0.0,
            "zeros",
            "2 of 3 cells are wrong in column 'NumRooms'. The first is in row 1: it is 0.0, 1.0 is expected.",
        ),
        (
            all_columns,
            0.0,
            "",
            "2 of 3 cells are wrong in column 'Alley'. "
            "The first is in row 0: it is 'NA', missing is expected.",
        ),
        (
            numbers_only,
            0.0,
            "",
            "The result has the columns ['NumRooms', 'Price']; ['NumRooms', 'Alley', 'Price'] are expected.",
        ),
        (
            in_place,
            0.5,
            "",
            "Your function changed its input df['NumRooms'].iloc[1]: it was NaN, now it is 1.0.",
        ),
    ],
)
def test_a_wrong_table_is_told_with_column_and_row(house, wrong, score, name, text):
    assert told(house, wrong) == (score, name, text)


def test_a_table_that_a_text_makes_is_changed_in_place():
    texts = ('pd.DataFrame({"a": [1, 2], "b": [3, 4]})', 'pd.DataFrame({"b": [3.5], "a": [1.5]})')

    def dropped(df):
        df.drop(columns="a", inplace=True)

    key = key_of(dropped, {"df": made(*texts)})
    assert {case.inputs for case in key.cases} == {(Made(text),) for text in texts}
    assert told(key, dropped) == (1.0, "")
    assert told(key, lambda df: df.drop(columns="a"))[0] == 0.0

    def by_pop(df):
        df.pop("a")

    assert told(key, by_pop) == (1.0, "")


def test_memory_is_shared_between_arrays_and_tensors_both_ways():
    arrays = each(np.arange(4.0), np.arange(3), np.ones((2, 2)))
    key = key_of(lambda a: torch.from_numpy(a), {"a": arrays}, aliasing=True)
    assert told(key, lambda a: torch.as_tensor(a)) == (1.0, "")
    score, _, text = told(key, lambda a: torch.tensor(a))
    assert score < 1
    assert text == (
        "The values are right, but the result is a copy. "
        "The task asks for a view of a, which shares its memory."
    )
    back = key_of(lambda t: t.numpy(), {"t": each(torch.ones(2), torch.zeros(3))}, aliasing=True)
    assert told(back, lambda t: np.asarray(t)) == (1.0, "")
    assert told(back, lambda t: np.array(t.tolist(), dtype="float32"))[0] < 1


def test_an_array_arrives_with_negative_strides():
    def strides(a):
        return [stride < 0 for stride in a.strides]

    key = key_of(strides, {"a": each(np.arange(6)[::-1], np.arange(4).reshape(2, 2)[:, ::-1])})
    seen = [expected.observation.value for expected in key.expected]
    assert [[bool(item.data[0]) for item in value.items] for value in seen] == [[True], [False, True]]


# ----------------------------------------------------------------------------- packages that are absent

REFERENCE = """
import no_such_package as nsp
from no_such_package.sub import thing
from grader.course import Exercise, each, made, tensors

COLUMNS = [column for table in (nsp.Table([1]), nsp.Table([2])) for column in dict(table).values()]

exercise = Exercise("One", knows={"nsp": "no_such_package"})


@exercise.task(inputs={"x": tensors("n", low=1)}, cases=5)
def doubled(x):
    return 2 * x


@exercise.task(inputs={"x": each(1, 2)})
def with_it(x):
    return helper(x)


def helper(x):
    return nsp.f(x)


@exercise.task(inputs={"x": made("nsp.f(2)")})
def of_it(x):
    return x


@exercise.task(inputs={"x": each(nsp.Table([1]), nsp.Table([2]))})
def a_table(x):
    return x
"""


@pytest.fixture
def course(tmp_path):
    stubs = "".join(f"def {name}(x):\n    pass\n\n\n" for name in ("doubled", "with_it", "of_it", "a_table"))
    for folder, text in {"reference": REFERENCE, "exercises": stubs}.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.py").write_text(text)
    return Course(tmp_path)


def test_a_package_that_is_absent_costs_only_the_tasks_that_need_it(course):
    exercise = load.load(course, "one")
    assert [task.asked.knows != () for task in exercise.tasks] == [False, True, True, True]
    assert TaskMaker("one", exercise.tasks[0]).make().name == "doubled"
    for task in exercise.tasks[1:]:
        with pytest.raises(CourseError) as raised:
            TaskMaker("one", task).make()
        assert str(raised.value) == (
            f"The task '{task.name}' needs packages that are not installed: no_such_package. "
            "Install them: pip install no_such_package"
        )


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (
            "pandsa",
            "needs a package that is not installed: pandsa. Did you mean 'pandas'? Otherwise, install it: "
            "pip install pandsa",
        ),
        (
            "matplotlib.pyplt",
            "needs the module matplotlib.pyplt, which cannot be imported: No module named "
            "'matplotlib.pyplt'. Did you mean 'matplotlib.pyplot'?",
        ),
        (
            "matplotlib.quiz",
            "needs the module matplotlib.quiz, which cannot be imported: No module named 'matplotlib.quiz'. "
            "Look at knows=… of the exercise.",
        ),
    ],
)
def test_a_typo_in_what_an_exercise_knows_is_told(module, message):
    with pytest.raises(CourseError) as raised:
        packages.check_installed("table", (("t", module),))
    assert str(raised.value) == f"The task 'table' {message}"


def test_pip_is_told_the_name_under_which_it_finds_a_package(monkeypatch):
    monkeypatch.setattr(packages, "is_installed", lambda _package: False)
    monkeypatch.setattr("grader.runner.recording.packages.prepare", lambda _modules: {"sklearn": "absent"})
    with pytest.raises(CourseError) as raised:
        packages.check_installed("table", (("t", "sklearn"),))
    assert str(raised.value) == (
        "The task 'table' needs packages that are not installed: sklearn. Install them: pip install "
        "scikit-learn"
    )


@pytest.mark.parametrize(
    "knows", ['{"nn": "pandas"}', '{"p d": "pandas"}', '{"pd": "pan das"}', '{"pd": 1}', '["pandas"]']
)
def test_what_an_exercise_cannot_know_is_told_with_its_line(course, knows):
    text = f"from grader.course import Exercise\n\nexercise = Exercise('One', knows={knows})\n"
    (course.root / "reference" / "one.py").write_text(text)
    with pytest.raises(CourseError, match=r"one\.py, line 3: knows=.*: give names, each with its module"):
        load.load(course, "one")


def test_what_an_exercise_knows_is_written_out(course):
    text = REFERENCE.replace("no_such_package", "pandas").replace('{"nsp": "pandas"}', "dict(nsp='pandas')")
    text = text.replace("from pandas.sub import thing\n", "")
    text = text.partition('@exercise.task(inputs={"x": each(nsp')[0]
    (course.root / "reference" / "one.py").write_text(text)
    with pytest.raises(CourseError, match="knows=… is read without running the file"):
        load.load(course, "one")


def test_a_key_is_another_one_with_another_version_of_a_package(course, monkeypatch):
    text = REFERENCE.replace("no_such_package", "pandas")
    (course.root / "reference" / "one.py").write_text(text)
    first = cache.cached(course, "one")
    real = packages.version
    monkeypatch.setattr(packages, "version", lambda name: f"{real(name)}.1")
    assert cache.cached(course, "one") == first
    monkeypatch.setattr(packages, "version", lambda name: "99.1.0" if name == "pandas" else real(name))
    assert cache.cached(course, "one") != first
    assert packages.versions(["pandas", "matplotlib.pyplot"])[1] == "pandas 99.1"


def test_tables_need_an_exercise_that_knows_pandas():
    class DataFrame:
        """Stands for a table in an exercise that does not know it."""

        def __repr__(self):
            return "DataFrame()"

    with pytest.raises(CourseError, match="Tables can be inputs if the exercise has knows="):
        each(DataFrame())


@pytest.mark.parametrize("rows", [300_000, 5_000_000])
def test_a_table_that_is_too_large_is_told(rows):
    cells = {"a": np.zeros(rows)} if rows > 10**6 else {"a": ["x"] * rows}
    with pytest.raises(CourseError, match=r"each\(\): a DataFrame holds more than an input can"):
        each(pd.DataFrame(cells))

    def large(x):
        return pd.DataFrame(cells)

    with pytest.raises(CourseError, match="the reference of task 'large' returns more than can be compared"):
        key_of(large, {"x": each(1)})


def test_a_property_and_a_text_that_reads_the_result_know_the_packages():
    def counted(df):
        return df["NumRooms"].value_counts()

    task = Exercise("House", knows=KNOWS).task(
        inputs={"df": each(*HOUSES)}, seen_as="pd.Series(result).to_list()"
    )(counted)
    key = TaskMaker("exercise_test", task).make()
    assert key.asked.knows == (("pd", "pandas"),)
    assert told(key, lambda df: df["NumRooms"].groupby(df["NumRooms"]).size()) == (1.0, "")


def test_a_task_whose_result_is_a_table_needs_pandas_even_if_it_does_not_name_it():
    def table(x):
        return _table(x)

    task = Exercise("House", knows=KNOWS).task(inputs={"x": each(1, 2)})(table)
    assert task.asked.knows == ()
    assert TaskMaker("exercise_test", task).make().asked.knows == (("pd", "pandas"),)


_table = pd.Series


def test_students_are_told_to_install_what_the_tasks_need(house):
    from grader.core.model import ExerciseText, Key
    from grader.workshop.release import _readme

    key = Key(1, "house", "", "2.13.0+cpu", (house,), ExerciseText("House", {}))
    assert key.packages == ("pandas",)
    assert '    pip install "torch==2.13.0" pandas .' in _readme([key], notebook=False).splitlines()
