"""Every sentence for the author of a course.

They are in one place, so they can be read as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping

from grader.core import model
from grader.core.message import Message, Plural

# ---------------------------------------------------------------------------------- where it is wrong

IN_FILE = Message("{path}: {why}")
IN_LINE = Message("{path}, line {line}: {why}")

# ----------------------------------------------------------------------------------- finding a course

BUILTIN = Message("the built-in course")
NO_FOLDER = Message("{folder} does not exist. Name the folder of the course.")
NO_COURSE = Message(
    "{folder} is not a course: it has neither reference/*.py nor keys/*.key. Name the folder that holds them."
)

# -------------------------------------------------------------------------------- files of the course

RAISED_IN_LINE = Message("{path}, line {line}: this raised {type}: {why}. Fix that line.")
RAISED_IN_FILE = Message("{path}: this raised {type}: {why}. Fix that line.")
UNPARSED_LINE = Message("{path}, line {line}: this is not valid Python: {why}. Fix it.")
UNPARSED_FILE = Message("{path}: this is not valid Python: {why}. Fix it.")
NOT_ONE_EXERCISE = Plural(
    '{path} defines {count} exercise; it should define one. Write exercise = Exercise("Title") once, at '
    "the top.",
    '{path} defines {count} exercises; it should define one. Write exercise = Exercise("Title") once, at '
    "the top.",
)
NO_TASK = Message("{path}: the exercise has no task. Write a function under @exercise.task(inputs={{…}}).")
NO_STARTER = Message("{path} is missing. Write the starter of {name}: prose, and a stub for each task.")
DISAGREE = Message(
    "{starter} has {orphans}, and {reference} has no such task. {reference} has the task {lost}, and the "
    "starter has no such stub. Give both files the same names."
)
WITHOUT_STUB = Message(
    "{reference} has the task {lost}, and {starter} has no such stub. Write it in the starter, or remove the "
    "task."
)
WITHOUT_REFERENCE = Message(
    "{starter} has {orphans}, and {reference} has no such task. Write it in the reference, or remove it from "
    "the starter."
)
MISNAMED = Message(
    "the starter has {found!r}. {reference} has no such task, but it has the task {task!r}. Did you mean "
    "{task!r}?"
)

OTHER_KIND: Mapping[tuple[str, str], Message] = {
    (model.FUNCTION, model.VARIABLE): Message(
        "{task!r} is a function in {starter}, and a variable in {reference}. "
        "Write {task} = ... in the starter, or @exercise.task in the reference."
    ),
    (model.FUNCTION, model.CLASS): Message(
        "{task!r} is a function in {starter}, and a class in {reference}. Write the same in both files."
    ),
    (model.CLASS, model.FUNCTION): Message(
        "{task!r} is a class in {starter}, and a function in {reference}. Write the same in both files."
    ),
    (model.CLASS, model.VARIABLE): Message(
        "{task!r} is a class in {starter}, and a variable in {reference}. "
        "Write {task} = ... in the starter, or a class under @exercise.task in the reference."
    ),
    (model.VARIABLE, model.FUNCTION): Message(
        "{task!r} is a variable in {starter}, and a function in {reference}. "
        "Write a function in the starter, or @exercise.variable in the reference."
    ),
    (model.VARIABLE, model.CLASS): Message(
        "{task!r} is a variable in {starter}, and a class in {reference}. Write the same in both files."
    ),
}
"""What a name is in the starter, and in the reference."""

# --------------------------------------------------------------------------------------------- keys

MAKER_ENDED = Message(
    "The process that makes the answer key of {name} ended: {why}. Run it again; if it happens again, please "
    "report it."
)
NO_REFERENCE = Message(
    "{course} has no reference of {name}, so no hidden cases can be drawn. Grade with the whole course, or "
    "without a secret."
)
NO_KEY = Message("{path} is not an answer key of this version of grade: {why}. Make it again.")
OTHER_VERSION = Message("{path} has version {found}; this grade reads {known}. Make it again.")
TASK_RAISED = Message("{path}: {type}: {why}. Look at the inputs of task {task!r}.")
NOT_BUILT = Message("{path}: {why} Look at the inputs of task {task!r}.")
VARIABLE_IS_NOTHING = Message(
    "the reference of the variable {task!r} gives {value}, and so does an unfinished one. Ask for another "
    "value."
)
NOT_COMPUTED = Message("{why} Look at the inputs of task {task!r}.")
GENERATOR = Message("the reference of task {task!r} returns a generator. Write iterates=True.")
MODULE = Message("the reference of task {task!r} returns a module. Write probe=… with an input's name.")
WORKS_ON_NONE = Plural(
    "the reference of task {task!r} does not work on its only case: {reasons}. "
    "Does it lose most of its digits in float32? Or is it random? Then write a property under @{task}.holds, "
    "with seeds=3.",
    "the reference of task {task!r} works on none of {count} cases: {reasons}. "
    "Does it lose most of its digits in float32? Or is it random? Then write a property under @{task}.holds, "
    "with seeds=3.",
)
RAISES_ON_ALL = Plural(
    "the reference of task {task!r} does not work on its only case: {reasons}. "
    "The first is {call}: {type}: {why}.",
    "the reference of task {task!r} works on none of {count} cases: {reasons}. "
    "The first is {call}: {type}: {why}.",
)
RAISES_ON_ALL_IN_LINE = Plural(
    "the reference of task {task!r} does not work on its only case: {reasons}. "
    "The first is {call}: {type}: {why}, line {line}.",
    "the reference of task {task!r} works on none of {count} cases: {reasons}. "
    "The first is {call}: {type}: {why}, line {line}.",
)
DEVICE_WITHOUT_GPU = Message(
    "task {task!r} has gpu=False and the device misconception {name!r}: leave out one of the two."
)
DEVICE_UNTOLD = Message(
    "the device misconception {name!r} of task {task!r} cannot be recognised, since the reference itself "
    "would fail on a GPU. Fix the reference first."
)
DEVICE_WORKS = Message(
    "the device misconception {name!r} of task {task!r} works on a GPU, too. Make it fail with arguments on "
    "a GPU, or leave out device=True."
)
DEVICE_DEPENDS = Message(
    "the device misconception {name!r} of task {task!r} depends on numbers. Without a GPU, grade cannot see "
    "how it fails. Leave it out."
)

# --------------------------------------------------------------------------- why a case was left out

REFERENCE_RAISED = Message("the reference raised {type}")
DROPPED: Mapping[str, Message] = {
    "departs": Message("the reference gives another result in float64"),
    "expanded": Message("the reference writes into an expanded tensor"),
    "unread": Message("the text of seen_as raises"),
}

# ------------------------------------------------------------------------------- declaring a task

UNKNOWN_OPTION = Message("{word} has no option {option}={value}. {remedy}")
NO_OPTIONS = Message("{word} has no options. Leave out {option}={value}.")
WRONG_ARGUMENTS = Message("{word} does not take these arguments. Write it like this: {example}")
UNKNOWN_WORD = Message("{word} has no {name!r}. {remedy}")
NOT_DEFINED = Message("{name} is not defined. {remedy}")
WORD_NOT_IMPORTED = Message("{name} is not imported. Write from grader.course import {name}.")
NOT_BEFORE = Message(
    "{path}: the exercise builds on {name!r}, and none of that name comes before it. These do: {earlier}."
)
NO_TITLE = Message('Exercise({title!r}) has no title. Write Exercise("Norms").')
WRONG_KNOWS = Message(
    "knows={{{name!r}: {module!r}}}: give names, each with its module, such as "
    'knows={{"pd": "pandas", "plt": "matplotlib.pyplot"}}. torch, nn, math and np are always known.'
)
KNOWS_NO_DICT = Message(
    "knows={knows!r}: give names, each with its module, such as "
    'knows={{"pd": "pandas", "plt": "matplotlib.pyplot"}}. torch, nn, math and np are always known.'
)
NOT_WRITTEN_OUT = Message(
    "{option}=… is read without running the file. Write its value out in Exercise(…), such as {example}."
)
NO_PACKAGE = Message(
    "The task {task!r} needs packages that are not installed: {packages}. Install them: pip install {names}"
)
NO_PACKAGE_NEAR = Message(
    "The task {task!r} needs a package that is not installed: {package}. Did you mean {near!r}? Otherwise, "
    "install it: pip install {name}"
)
NO_MODULE = Message(
    "The task {task!r} needs the module {module}, which cannot be imported: {why}. Look at knows=… of the "
    "exercise."
)
NO_MODULE_NEAR = Message(
    "The task {task!r} needs the module {module}, which cannot be imported: {why}. Did you mean {near!r}?"
)
IMPORT_NEAR = Message("There is no package {package}. Did you mean {near!r}?")
IMPORT_ABSENT = Message(
    "The package {package} is not installed. Install it (pip install {distribution}), and write "
    "Exercise(…, knows={{{name!r}: {module!r}}})."
)
TOO_LARGE = Message(
    "the reference of task {task!r} returns more than can be compared. Return fewer items, rows or columns."
)
EACH_TOO_LARGE = Message(
    "each(): a {kind} holds more than an input can. Use fewer items, rows or columns, or a text that makes "
    "it: made(…)."
)
WRONG_DATA = Message(
    'data={names!r}: give the name of a file beside the starters, such as "house.csv", or a tuple of names.'
)
DATA_TWICE = Message("data={names!r}: a file is named twice. Name each file once.")
DATA_TOO_LARGE = Message(
    "{path} has {size:,} bytes. All files of data of an exercise may have {most:,} bytes. Use fewer rows."
)
NO_DATA = Message("{path} cannot be read: {why}. Put the file beside the starters, or change data=….")
WRONG_HELD_OUT = Message('held_out({name!r}): give the name of an array, such as held_out("X").')
HELD_OUT_WITHOUT_FILE = Message(
    "held_out({name!r}): the exercise has no file of held-out arrays. Write Exercise(…, "
    'check="check.npz"), and put the file beside the reference.'
)
HELD_OUT_UNKNOWN = Message(
    "held_out({name!r}): the file has no such array. It has: {known}. Name one of these."
)
HELD_OUT_NO_NUMBERS = Message(
    "held_out({name!r}): this is not an array of numbers, or it is too large. Use fewer rows, or another "
    "array."
)
WRONG_ARRAYS = Message(
    "{option}={name!r}: give the name of a file beside the reference that ends in .npz, such as "
    '{option}="{option}.npz".'
)
ARRAYS_TOO_LARGE = Message(
    "{path} has {size:,} bytes. A file of held-out arrays may have {most:,} bytes. Use fewer rows."
)
NO_ARRAYS = Message("{path} cannot be read: {why}. Write it with numpy.savez(…), beside the reference.")
WRONG_JUDGED_WITH = Message(
    "judged_with={given!r} of task {task!r}: give names, each with held_out(…), such as "
    'judged_with={{"y": held_out("y")}}.'
)
JUDGED_WITH_INPUT = Message(
    "In task {task!r}, {name!r} is an input and a name of judged_with. Give it another name."
)
JUDGED_WITH_NOTHING = Message(
    "Task {task!r} has judged_with, and no property that could use it. Write one under @{task}.holds."
)
TABLE = Message(
    'the reference of task {task!r} returns a {kind}. Write Exercise(…, knows={{"pd": "pandas"}}).'
)
TASK_TWICE = Message("The task {task!r} is declared twice. Give each task a name of its own.")
VARIABLE_IS_CLASS = Message(
    "The variable {task!r} is declared with a class. Write def {task}(): with the value as its result."
)
VARIABLE_HAS_PARAMETERS = Message(
    "The variable {task!r} is declared with the parameters {parameters}. "
    "Write def {task}(): with the value as its result."
)
OTHER_VARIANT: Mapping[str, Message] = {
    model.CLASS: Message(
        "Task {task!r} asks for a class, and {name!r} is a function. Write a class under the decorator."
    ),
    model.FUNCTION: Message(
        "Task {task!r} asks for a function, and {name!r} is a class. Write a function under the decorator."
    ),
    model.VARIABLE: Message(
        "{task!r} asks for a variable, and {name!r} is a class. "
        "Write def {name}(): with the value as its result."
    ),
}
"""What a right variant or a misconception has to be, by what the task asks for."""
NO_INPUTS = Message(
    "Task {task!r} has no inputs; its parameters are {parameters}. Give each parameter one input of the same "
    "name."
)
OTHER_INPUTS = Message(
    "The inputs of task {task!r} are {inputs}; its parameters are {parameters}. "
    "Give each parameter one input of the same name."
)
OF_TASK = Message("In task {task!r}: {why}")
NO_INPUT = Message(
    "In task {task!r}, {thing!r} is not an input; use tensors(…), each(…), one_of(…) or a Hypothesis "
    "strategy."
)
MADE_FROM_UNKNOWN = Message(
    "In task {task!r}, an input is made from {unknown}, which is not known. An input can use torch, nn, "
    'math, np, the other inputs ({inputs}), and packages that the exercise names: knows={{"pd": "pandas"}}.'
)
UNKNOWN_PROBE = Message("probe={probe!r} of task {task!r} is not an input. Name one of: {inputs}.")
IDLE_INPUT = Message(
    "The input {name!r} of task {task!r} is not a parameter, and nothing uses it. Make it a parameter, "
    "use it "
    "in another input, in seen_as=… or as probe=…, or remove it."
)
NO_FLAG = Message("{option}={value!r} of task {task!r} is neither True nor False. Write one.")
NO_FLAG_OF_MISCONCEPTION = Message(
    "{option}={value!r} of the misconception {name!r} is neither True nor False. Write one."
)
UNKNOWN_GRADS = Message("grads={grads!r} of task {task!r} is unknown. Write grads=True or grads={exact!r}.")
NO_COUNT_OF_CALLS = Message(
    "calls={calls!r} of task {task!r} is not a number of calls. Write a whole number from 1 to {most}, or "
    "nothing."
)
ONE_CALL_ONLY = Message(
    "Task {task!r} asks for {calls} calls, and for a gradient or aliasing. A gradient and aliasing need a "
    "single call; leave one of them out."
)
WRONG_SHUFFLED = Message(
    "shuffled={names!r} of task {task!r} cannot be used. "
    'Name three parameters: rows, targets and the size of a batch, such as ("X", "y", "k").'
)
WRONG_DTYPE = Message(
    "dtype={dtype!r} of task {task!r} is neither True nor False, and no tuple of dtypes. If the task does "
    'not ask for a dtype, write dtype=False. To accept several, name them: dtype=("float32", "float64").'
)
DTYPE_OF_BATCHES = Message(
    "Task {task!r} has dtype={dtype!r} and shuffled={names!r}. Batches hold rows of the data, so they have "
    "its dtype. Leave dtype out."
)
WRONG_RTOL = Message(
    "rtol={rtol!r} of task {task!r} is not a relative tolerance. Write a small number from 0, such as "
    "rtol=1e-5."
)
NO_EXCEPTION = Message(
    "raises={type!r} of task {task!r} is not a type of exception. Write raises=ValueError, or several in a "
    "tuple."
)
WRONG_POINTS = Message(
    "points={points!r} of task {task!r} is not positive. Write a number above 0, such as points=1."
)
NO_COUNT_OF_CASES = Message(
    "cases={cases!r} of task {task!r} is not a number of cases. Write a whole number from 1, or nothing."
)
WRONG_WEIGHTS = Message(
    "weights={weights!r} of task {task!r} cannot be used. Give numbers from 0, not all 0, for: {graded}."
)

WRONG_ATOL = Message(
    "atol={atol!r} of task {task!r} is not an absolute tolerance. Write a small number from 0, such as "
    "atol=1e-3."
)
WRONG_SECONDS = Message(
    "seconds={seconds!r} of task {task!r} is not a time. Write the seconds that a call may take, at most "
    "{most}."
)
NO_COUNT_OF_SEEDS = Message(
    "seeds={seeds!r} of task {task!r} is not a number of seeds. Write a whole number from 1 to {most}."
)

# ------------------------------------------------------------------------- a result, read by a text

SEEN_AS_NO_TEXT = Message(
    "seen_as={text!r} of task {task!r} is not a text. Write Python in quotes, such as "
    'seen_as="result.tolist()".'
)
SEEN_AS_BROKEN = Message("seen_as={text!r} of task {task!r}: {why}")
SEEN_AS_WITHOUT_RESULT = Message(
    "seen_as={text!r} of task {task!r} does not use the name result. Read the result by it, such as "
    "result.tolist(). A text that reads only what the call did to the inputs has the word result as a line "
    "of its own."
)
SEEN_AS_UNKNOWN = Message(
    "seen_as={text!r} of task {task!r} uses {unknown}, which is not known. It can use result, torch, nn, "
    'math, np, the inputs ({inputs}), and packages that the exercise names: knows={{"pd": "pandas"}}.'
)
SEEN_AS_BESIDE = Message(
    "Task {task!r} has seen_as={text!r}, and also iterates or shuffled. Each of them says how the "
    "result is read; leave out all but one."
)
SEEN_AS_NO_MODULE = Message(
    "Task {task!r} has seen_as={text!r} and probe. Together they read a module, and the reference returns "
    "none. Leave out probe."
)
SEEN_AS_RAISED = Message(
    "seen_as={text!r} of task {task!r} raised {why} on the result of the reference. Fix the text."
)
SEEN_AS_CLAIM = Message(
    "seen_as={text!r} of task {task!r} gives {value}. The process of the submission computes it, so a single "
    "True or text proves nothing. Let it give the numbers that are compared."
)
NOT_COMPARABLE = Message(
    "the reference of task {task!r} returns an object of type {kind}, which cannot be compared. Write "
    'seen_as=… with the numbers that it stands for, such as seen_as="result(1.0)".'
)
TOO_SLOW = Message(
    "task {task!r} gave no answer within {seconds:g} seconds. Look for a loop without an end in its "
    "reference, "
    "in seen_as and in its properties. If a call takes long, write seconds=…"
)

# --------------------------------------------------------------------------- properties of a result

PROPERTY_NO_DOCSTRING = Message(
    "The property {name!r} of task {task!r} has no docstring. Write one that tells the learner what must "
    "hold."
)
PROPERTY_TWICE = Message("The property {name!r} is declared twice. Give each a name of its own.")
PROPERTY_NO_RESULT = Message(
    "The property {name!r} of task {task!r} needs the result as its first parameter, under a name that no "
    "input has."
)
PROPERTY_UNKNOWN = Message(
    "The property {name!r} asks for {unknown}, which is not an input of task {task!r}. Its inputs are: "
    "{inputs}."
)
PROPERTY_BESIDE = Message(
    "Task {task!r} has the property {name!r}, and gradient=True or shuffled. A property takes the place of "
    "these; leave one of them out."
)
PROPERTY_NEEDS_TASK = Message(
    "the property {name!r} uses the task {task!r}. Its code is part of the answer key, and the solution "
    "would be, too. Write what it needs in a function of its own."
)
PROPERTY_NEEDS_TIME = Message(
    "the property {name!r} uses the module {module}. What holds must not depend on the time. For a limit on "
    "the time of a call, write seconds=…"
)
PROPERTY_OF_REFERENCE = Message(
    "the reference of task {task!r} does not have the property {name!r} in {code}."
)
PROPERTY_OF_REFERENCE_GOT = Message(
    "the reference of task {task!r} does not have the property {name!r}. It has {got}: {code}"
)
PROPERTY_CHANGES = Message(
    "the property {name!r} of task {task!r} does not always give the same answer for one result. Let it draw "
    "no random numbers."
)

# --------------------------------------------------------------------- what is declared around a task

NO_DOCSTRING = Message(
    "The misconception {name!r} of task {task!r} has no docstring. "
    "Write one that tells the learner what they misunderstood."
)
NO_MESSAGE = Message(
    "The edit {name!r} of task {task!r} has no message. Write what the learner misunderstood, as the third "
    "argument."
)
NO_NAME_OF_EDIT = Message("The edit {name!r} of task {task!r} has no name. Write a name such as 'rebinds'.")
NO_EDITS = Message(
    "The edit {name!r} of task {task!r} has edits={edits!r}. Write a dict from old texts to new ones, such "
    'as {{"x + 1": "x - 1"}}.'
)
OF_EDIT = Message("The edit {name!r} of task {task!r}: {why}")
EDIT_FAILS = Message("The edit {name!r} of task {task!r} makes a function that cannot be defined: {why}.")
EDIT_NOT_ONCE = Plural(
    "the text {old!r} occurs {count} time in the source of the reference. Write a text that occurs exactly "
    "once.",
    "the text {old!r} occurs {count} times in the source of the reference. Write a text that occurs exactly "
    "once.",
)
EDIT_OF_NOTHING = Message("the text {old!r} is replaced by itself. Write another new text.")
EDITS_OVERLAP = Message("the text {old!r} overlaps with another old text. Make one edit of both.")
NO_SOURCE = Message(
    "the source of {function} was not found. Define the reference at the top level of the file."
)
MISCONCEPTION_TWICE = Message("The misconception {name!r} is declared twice. Give each a name of its own.")
SAME_AS_UNKNOWN = Message(
    "same_as={same_as!r} names no earlier misconception of task {task!r}. Use one of: {known}."
)
SAME_AS_NOTHING = Message(
    "same_as={same_as!r} names no earlier misconception of task {task!r}. "
    "None is declared yet: write that one first."
)
EMPTY_HINT = Message("A hint of task {task!r} is empty: {text!r}. Write a sentence, or remove it.")
OTHER_ARITY = Message("{function} cannot be called as {call}. Give it the same number of parameters.")

# ---------------------------------------------------------------------------- the words for inputs

WRONG_DIMENSIONS = Message(
    '{word}({dims!r}): write dimensions as names or numbers, such as "n", "m n", "n 1", "*s".'
)
NO_DIMENSION = Message("tensors({dims!r}): {name}={size!r} names no dimension. {remedy}")
WRONG_LIMIT = Message(
    "tensors({dims!r}): {name}={size!r} is not a size. Write {name}=4, or the smallest and the largest size: "
    "{name}=(3, 8)."
)
LIMITS_DISAGREE = Message(
    "The inputs contradict each other: {dim} is in {first} and in {second}, and no size is in both. Give one "
    "of the two dimensions another name."
)
TEXT_NOT_TUPLE = Message(
    'tensors({dims!r}): {option}={value!r} is a text; write a tuple of them, such as ("float",).'
)
WRONG_DTYPES = Message('tensors({dims!r}): dtypes={dtypes!r}; use "float" or names such as "int64".')
WRONG_GRADS = Message('tensors({dims!r}): grads={grads!r}; use "none", "left" or both.')
EMPTY_EACH = Message("each() needs at least one value, such as each(1, 2).")
WRONG_EACH = Message(
    "each(): {value!r} cannot be an input; use numbers, texts, tensors, arrays, lists. Tables can be inputs "
    'if the exercise has knows={{"pd": "pandas"}}.'
)
NO_WORD = Message("{thing!r} is not an input; use tensors(…), each(…), one_of(…) or a Hypothesis strategy.")
EMPTY_ONE_OF = Message('one_of() needs at least one word, such as one_of(tensors("n")).')
WRONG_MAP = Message(".map({change!r}): write a function, such as .map(lambda x: x + 1).")
MAP_OF_TEXT = Message(
    ".map() cannot change what a text makes when the submission runs. Write the change in the text: "
    'made("2 * x").'
)
WRONG_COMPUTED = Message(
    "computed({function!r}): write a function whose parameters are other inputs, such as "
    "computed(lambda B: B @ B.mT)."
)
COMPUTED_OF_UNKNOWN = Message(
    "{name} is computed of {unknown}, which is not an input. Name inputs: {inputs}. If it is a constant, "
    "write it in the function."
)
COMPUTED_OF_TEXT = Message(
    "{name} is computed of {needed}, which is made only when the submission runs. Compute it of other "
    "inputs, or write made(…) for {name}, too."
)
COMPUTED_IN_CIRCLE = Message(
    "The inputs {names} are computed of each other. Compute one of them without the others."
)
FUNCTION_FAILED = Message(
    "this function raised {type}: {why}. Its arguments were: {given}. Make it work on every input that can "
    "be drawn, or restrict the inputs."
)
NO_INPUT_RETURNED = Message(
    "this function returned {value}, which cannot be an input. Its arguments were: {given}. Return a tensor, "
    "an array, a number, a text, or a list, tuple or dict of these."
)
EMPTY_FUNCTIONS = Message('functions() needs at least one, such as functions("lambda x: x * x").')
FUNCTION_NO_TEXT = Message('functions({text!r}): write each as a text, such as "lambda x: x * x".')
FUNCTION_RAISES = Message("functions({text!r}): this cannot be evaluated: {why}.")
NO_FUNCTION = Message("functions({text!r}): this is not a function; write a lambda.")
EMPTY_MADE = Message('made() needs at least one text, such as made("torch.optim.SGD(params, lr=0.1)").')
MADE_NO_TEXT = Message('made({text!r}): write a text, such as made("torch.sin(x)").')
MADE_BROKEN = Message("made({text!r}): {why}")
TEXT_UNPARSED = Message("this is not valid Python: {why}.")
TEXT_WITHOUT_VALUE = Message("the last line must be an expression.")
WRONG_RECORD = Message('record{watched!r}: name inputs, such as record("w", "b").')
EMPTY_LIST = Message('list_of() needs at least one word, such as list_of(tensors("n")).')
NOT_ONE_DIMENSION = Message('{word}({dim!r}): name one dimension, such as {word}("n").')

# --------------------------------------------------------------------------- a starter as a notebook

GRADE_IT = Message("Grade it")
IN_A_CELL = Message("Run this in a cell, as often as you like:")
IN_A_TERMINAL = Message("Or save the notebook, and run in a terminal:")
