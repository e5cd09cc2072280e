"""Data preprocessing: CSV files, missing values, texts, and the way to tensors. D2L 2.2."""

import csv
import os

import numpy as np
import pandas as pd
import torch

from grader.course import Exercise, computed, each, made

exercise = Exercise(
    "Data preprocessing with pandas",
    after="exercise_07",
    knows={"pd": "pandas"},
    data=("penguins.csv", "penguins.txt"),
)

HOUSES = pd.DataFrame(
    {
        "NumRooms": [None, 2.0, 4.0, None],
        "Alley": ["Pave", None, None, None],
        "Price": [127500, 106000, 178100, 140000],
    }
)
TEXTS_WITH_GAPS = (
    HOUSES,
    pd.DataFrame(
        {"Rooms": [1.5, 2.5, None, 3.0], "Garden": [None, "big", "small", "big"], "Rent": [1, 2, 4, 9]}
    ),
    pd.DataFrame(
        {"Kind": ["b", "a", "b", "c"], "Size": [1.5, None, None, 6.0], "Cost": [1.25, 2.0, 4.0, 8.0]}
    ),
    pd.DataFrame({"a": ["x", None, "y"], "n": [3.5, 0.0, -2.0]}, index=[10, 20, 30]),
    pd.DataFrame({"n": [4, -1, 7], "a": ["v", "u", "v"], "b": [None, "s", None]}),
    pd.DataFrame(
        {
            "m": [1, 2, 6],
            "a": [None, "q", "p"],
            "n": [None, 0.25, None],
            "b": ["t", None, "t"],
            "k": [5, 5, 4],
        }
    ),
    pd.DataFrame({"Size": [2.0, None, 2.0, None], "Town": ["B", "b", "B", None], "Fee": [30, 10, 30, 20]}),
    pd.DataFrame({"b": ["r", "s"], "n": [None, 1e6], "a": ["t", "t"], "y": [0.5, 1.5]}, index=[7, 5]),
    pd.DataFrame({"a": ["x", "y", None, None], "b": [None, None, None, "x"], "y": [3, 2, 1, 0]}),
    pd.DataFrame({"u": [None, 1.0, 2.0], "v": [6.0, None, 4.0], "a": ["x", "y", "z"]}),
)
NUMBERS_WITH_GAPS = (
    pd.DataFrame({"u": [None, 1.0, -2.5], "v": [8.0, None, 2.0], "w": [None, 6.5, None]}),
    pd.DataFrame({"v": [0.5, None, None, 3.5, -9.0], "w": [1.0, 2.0, 8.0, None, 4.5]}, index=[4, 3, 2, 1, 0]),
)
TEXTS_WITHOUT_GAPS = (
    pd.DataFrame({"n": [7], "a": ["x"], "y": [0.5]}),
    pd.DataFrame({"a": ["x", "y"], "n": [2.5, -1.0], "b": ["u", "u"], "y": [4, 6]}),
)
NUMBERS_WITHOUT_GAPS = (
    pd.DataFrame({"Size": [3, 1, 2], "Cost": [1.5, 2.5, 4.0]}, index=[10, 20, 30]),
    pd.DataFrame({"u": [0.25], "v": [2.5], "w": [8]}),
)
WITH_GAPS = (*TEXTS_WITH_GAPS, *NUMBERS_WITH_GAPS)
ALL = (*WITH_GAPS, *NUMBERS_WITHOUT_GAPS, *TEXTS_WITHOUT_GAPS)
TABLE = each(*ALL)
TABLE_WITH_GAPS = each(*WITH_GAPS)


def is_numbers(column):
    return pd.api.types.is_numeric_dtype(column)


def texts_of(df):
    return [name for name in df if not is_numbers(df[name])]


# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
DIGITS = pd.DataFrame({"Street": ["a", "b"], "Number": ["7", "12"]})
WITH_TEXTS = (HOUSES, DIGITS, *TEXTS_WITH_GAPS[1:], *TEXTS_WITHOUT_GAPS)
"""In a table of numbers alone, an int may become a float if somebody goes row by row."""
OLD_FILE = 'with open("table.csv", "w") as file:\n    file.write("a,b,c,d,e,f\\n1,2,3,4,5,6\\n")\n"table.csv"'
"""Wider than all tables, so that pandas reads it also with their lines behind its own."""
NO_FILE = 'from pathlib import Path\nPath("house_tiny.csv").unlink(missing_ok=True)\n"house_tiny.csv"'


@exercise.task(
    inputs={"df": each(*WITH_TEXTS), "path": made(OLD_FILE, NO_FILE)},
    seen_as="{'returned': result, 'file': pd.read_csv(path, keep_default_na=False, na_values=['NA'])}",
    cases=32,
)
def write_and_read(df, path):
    df.to_csv(path, index=False, na_rep="NA")
    return pd.read_csv(path)


@write_and_read.right
def row_by_row(df, path):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(df.columns)
        for _, row in df.iterrows():
            writer.writerow(["NA" if pd.isna(value) else value for value in row])
    return pd.read_csv(path)


@write_and_read.right
def as_one_text(df, path):
    lines = [",".join(df)]
    for values in zip(*(df[name] for name in df), strict=True):
        lines.append(",".join("NA" if pd.isnull(value) else str(value) for value in values))
    with open(path, "w") as file:
        file.write("\n".join(lines))
    with open(path) as file:
        return pd.read_csv(file)


@write_and_read.right
def first_column_as_the_index(df, path):
    df.set_index(df.columns[0]).to_csv(path, na_rep="NA")
    return pd.read_csv(path, na_values=["NA"])


write_and_read.misconception.edit(
    "with_labels_of_rows",
    {"index=False, ": ""},
    """The file has one column too many: the labels of the rows. `to_csv` writes them first in each line, and
    `read_csv` takes them for a column. Look up the argument `index`.""",
)
write_and_read.misconception.edit(
    "labels_and_empty_gaps",
    {', index=False, na_rep="NA"': ""},
    """The file has one column too many, the labels of the rows, and nothing where a value is missing. This is
    how `to_csv` writes a table by default. It has an argument for each of the two.""",
)
write_and_read.misconception.edit(
    "labels_hidden_again",
    {"index=False, ": "", "read_csv(path)": "read_csv(path, index_col=0)"},
    """The file has one column too many: the labels of the rows. They are the index of the table that you have
    read, so they were left out there only. They should not be written at all.""",
)
write_and_read.misconception.edit(
    "gaps_are_empty",
    {', na_rep="NA"': ""},
    """Where a value is missing, the file has nothing: two commas are side by side, or one is at an end of the
    line. NA should be there: `to_csv` has an argument for it.""",
)
write_and_read.misconception.edit(
    "gaps_as_nan",
    {'"NA"': '"nan"'},
    """Where a value is missing, the file has the text nan. That is how Python writes a missing number. NA
    should be there.""",
)
write_and_read.misconception.edit(
    "na_stays_a_text",
    {"read_csv(path)": "read_csv(path, keep_default_na=False)"},
    """NA came back as a text. Then the whole column holds texts, also its numbers. `read_csv` makes a missing
    value of NA by default.""",
)
write_and_read.misconception.edit(
    "without_names",
    {"index=False": "index=False, header=False"},
    """The first line of the file has no names: it holds the first row. So `read_csv` takes the values of this
    row for the names of the columns, and one row is lost.""",
)
write_and_read.misconception.edit(
    "names_as_a_row",
    {"read_csv(path)": "read_csv(path, header=None)"},
    """The names of the columns were read as a row, and the columns are called 0, 1 and so on. The first line
    of the file has the names, and `read_csv` takes them from there by default.""",
)
write_and_read.misconception.edit(
    "not_read",
    {"return pd.read_csv(path)": "return df"},
    """You returned the table that was given, and not the one that pandas reads from the file. The two differ:
    a CSV file has no labels of rows, and texts such as "7" come back as numbers.""",
)
write_and_read.misconception.edit(
    "semicolons",
    {"index=False": 'index=False, sep=";"', "read_csv(path)": 'read_csv(path, sep=";")'},
    """The file has semicolons between its values. A CSV file, as it is described above, has commas.""",
)
write_and_read.misconception.edit(
    "first_column_as_labels",
    {"read_csv(path)": "read_csv(path, index_col=0)"},
    """The first column became the labels of the rows, and is no longer a column of your table. The index
    should be 0, 1, 2 and so on, as `read_csv` makes it without `index_col`.""",
)
write_and_read.misconception.edit(
    "old_dtypes",
    {"read_csv(path)": "read_csv(path, dtype=dict(df.dtypes))"},
    """The columns have the dtypes that they had before. pandas should take the dtypes from the file alone:
    then texts such as "7" come back as numbers.""",
)
write_and_read.misconception.edit(
    "appended",
    {"index=False": 'index=False, mode="a"'},
    """The file still has the lines that it had before the call, and yours come after them. Replace the file:
    `to_csv(path)` and `open(path, "w")` do, and the mode "a" does not.""",
)


@write_and_read.misconception
def old_file_stays(df, path):
    """If there is such a file already, it stays as it was, and you read the old one. Replace it."""
    if not os.path.exists(path):
        df.to_csv(path, index=False, na_rep="NA")
    return pd.read_csv(path)


write_and_read.hint(
    "Open the file that you have written in an editor. Which values of it were not asked for?"
)
write_and_read.hint("to_csv has an argument for the labels of the rows, and one for missing values.")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"df": TABLE}, cases=32)
def split(df):
    return df.iloc[:, :-1], df.iloc[:, -1]


@split.right
def by_names(df):
    *names, last = df.columns
    return df[names], df[last]


@split.right
def by_pop(df):
    inputs = df.copy()
    targets = inputs.pop(df.columns[-1])
    return inputs, targets


@split.right
def by_position(df):
    n = df.shape[1]
    inputs = pd.DataFrame({df.columns[i]: df.iloc[:, i] for i in range(n - 1)})
    return inputs, df.loc[:, df.columns[n - 1]]


split.misconception.edit(
    "always_two_and_one",
    {":-1": "0:2", ", -1]": ", 2]"},
    """This takes the first two columns, and the third one. That is right for a table with three columns, and
    for no other. Count from the end.""",
)
split.misconception.edit(
    "rows_for_columns",
    {"df.iloc[:, :-1]": "df.iloc[:-1]", "df.iloc[:, -1]": "df.iloc[-1]"},
    """The last *row* was split off. The first position in `iloc[…]` is that of rows, and the second one is
    that of columns.""",
)
split.misconception.edit(
    "targets_as_a_table",
    {", -1]": ", -1:]"},
    """The targets are a table with one column. With a slice or a list of columns, pandas gives a table. With
    one position or one name, it gives a Series.""",
)
split.misconception.edit(
    "target_among_the_inputs",
    {"df.iloc[:, :-1]": "df"},
    """The targets are among the inputs, too. A model could read there what it should predict. Leave out the
    last column. With names, a slice in `loc` includes its end.""",
)
split.misconception.edit(
    "first_column_as_the_target",
    {":-1": "1:", ", -1]": ", 0]"},
    "The first column was split off. The targets are in the last one.",
)
split.misconception.edit(
    "targets_first",
    {"df.iloc[:, :-1], df.iloc[:, -1]": "df.iloc[:, -1], df.iloc[:, :-1]"},
    "The two parts come in the wrong order: first the inputs, then the targets.",
)
split.misconception.edit(
    "arrays",
    {":-1]": ":-1].to_numpy()", ", -1]": ", -1].to_numpy()"},
    """These are arrays of NumPy. The names of the columns are lost, and an array of numbers and texts holds
    Python objects. Return a table and a Series.""",
)
split.misconception.edit(
    "names_lost",
    {
        "return df.iloc[:, :-1], df.iloc[:, -1]": (
            "X = df.to_numpy(); return pd.DataFrame(X[:, :-1]), pd.Series(X[:, -1])"
        )
    },
    """The names of the columns and the labels of the rows are lost: an array of NumPy has neither, and one
    dtype for all of its columns. Take the parts from the table itself.""",
)
split.misconception.edit(
    "first_input_left_out",
    {":-1": "1:-1"},
    "The first column is missing among the inputs. Positions count from 0.",
)
split.misconception.edit(
    "inputs_renumbered",
    {":-1]": ":-1].reset_index(drop=True)"},
    """The rows of the inputs have the labels 0, 1, 2 and so on. They should keep the labels that they have in
    the table.""",
)
split.misconception.edit(
    "one_row_squeezed",
    {", -1]": ", -1:].squeeze()"},
    """If the table has only one row, your targets are a plain number. They should be a Series, also then:
    `squeeze()` drops every axis of size 1.""",
)


@split.misconception
def takes_the_column_out(df):
    """The parts are right, but the table that was given has lost its last column: `pop` and `del` change the
    table itself.
    """
    targets = df.pop(df.columns[-1])
    return df, targets


split.hint("iloc[rows, columns] takes positions and slices. What does a negative position mean in a list?")
split.hint("Which slice leaves out the last element of a list?")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"df": TABLE}, cases=32)
def fill_with_means(df):
    return df.fillna(df.mean(numeric_only=True))


@fill_with_means.right
def column_by_column(df):
    numbers = df.select_dtypes("number")
    return df.assign(**{name: numbers[name].fillna(numbers[name].mean()) for name in numbers})


@fill_with_means.right
def in_a_copy(df):
    new = df.copy()
    for name in new:
        if is_numbers(new[name]) and new[name].hasnans:
            new.loc[new[name].isna(), name] = df[name].sum() / df[name].count()
    return new


@fill_with_means.right
def by_where(df):
    def fill(column):
        return column.where(column.notna(), np.nanmean(column)) if is_numbers(column) else column

    return pd.DataFrame({name: fill(df[name]) for name in df})


fill_with_means.misconception.edit(
    "mean_of_texts",
    {"numeric_only=True": ""},
    """A mean was asked of columns of texts, too, and pandas refuses this with an error. Take the means of the
    columns of numbers only: `mean` has an argument for it.""",
)
fill_with_means.misconception.edit(
    "with_zeros",
    {"df.mean(numeric_only=True)": "dict.fromkeys(df.select_dtypes('number'), 0.0)"},
    """The gaps were filled with 0. That is a number like any other, and may be far from all numbers of the
    column. The mean of the column is asked.""",
)
fill_with_means.misconception.edit(
    "texts_filled",
    {"numeric_only=True)": "numeric_only=True)).fillna(df.mode().iloc[0]"},
    """The gaps in columns of texts were filled, too, with the text that is there most often. These columns
    should stay as they are.""",
)
fill_with_means.misconception.edit(
    "with_medians",
    {"df.mean": "df.median"},
    "The gaps were filled with the median, the number in the middle. The mean is asked.",
)
fill_with_means.misconception.edit(
    "gaps_count_for_the_mean",
    {"df.mean(numeric_only=True)": "df.sum(numeric_only=True) / len(df)"},
    """The mean is too near to 0: the sum was divided by the number of all rows. Divide by the number of
    values that are there.""",
)
fill_with_means.misconception.edit(
    "nothing_filled",
    {"df.fillna(df.mean(numeric_only=True))": "df.copy()"},
    """The table that you returned still has its gaps. `isna()` finds them; `== np.nan` finds none, since NaN
    is not equal to anything. If you use `fillna`, keep what it returns: since pandas 3, `inplace=True` does
    not help for one column, as `df[name]` is a copy.""",
)
fill_with_means.misconception.edit(
    "rows_dropped",
    {"fillna(df.mean(numeric_only=True))": "dropna()"},
    """All rows with a gap are gone, and with them the values that they had. Fill the gaps, so that each row
    stays.""",
)
fill_with_means.misconception.edit(
    "texts_are_gone",
    {"df.fillna": "df.select_dtypes('number').fillna"},
    "The columns of texts are gone. They should stay as they are, at their places.",
)
fill_with_means.misconception.edit(
    "means_in_ints",
    {"numeric_only=True)": "numeric_only=True).astype(int)"},
    """What the means have after the decimal point is lost: the gaps got whole numbers. Fill in the means as
    they are.""",
)
fill_with_means.misconception.edit(
    "ints_become_floats",
    {"df.fillna": "df.astype(dict.fromkeys(df.select_dtypes('number'), float)).fillna"},
    """Columns of ints became float64. In a column of ints nothing is missing, so leave it as it is.""",
)


@fill_with_means.misconception
def in_place(df):
    """The gaps in the table that was given are filled, too: you changed it. Return a new table. `df.copy()`
    makes one that you may change.
    """
    for name in df.select_dtypes("number"):
        df[name] = df[name].fillna(df[name].mean())
    return df


@fill_with_means.misconception
def one_mean_for_all(df):
    """All gaps got the same number, the mean of the whole table. Each column has its own mean."""
    numbers = df.select_dtypes("number")
    if not len(numbers.columns):
        return df
    return df.fillna(dict.fromkeys(numbers, float(np.nanmean(numbers.to_numpy(dtype=float)))))


@fill_with_means.misconception
def means_of_rows(df):
    """A gap got the mean of the numbers in its row. Take the mean of its column."""
    means = df.mean(axis=1, numeric_only=True)
    return df.assign(**{name: df[name].fillna(means) for name in df.select_dtypes("number")})


@fill_with_means.misconception
def numbers_first(df):
    """The columns of numbers come first. All columns should stay at their places, those of texts, too."""
    numbers = df.select_dtypes("number")
    return pd.concat([numbers.fillna(numbers.mean()), df.drop(columns=list(numbers))], axis=1)


@fill_with_means.misconception
def rows_renumbered(df):
    """The rows have new labels: 0, 1, 2 and so on. They should keep the labels that they have in df."""
    return fill_with_means(df).reset_index(drop=True)


fill_with_means.hint("What does df.mean(numeric_only=True) give, and which index does it have?")
fill_with_means.hint("If fillna gets a Series, its index says which column each value is for.")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"df": TABLE}, cases=32)
def one_hot(df):
    return pd.get_dummies(df, dummy_na=True, dtype=float)


@one_hot.right
def numbers_and_texts_apart(df):
    numbers = df.select_dtypes("number")
    texts = df[[name for name in df if name not in numbers]]
    if texts.empty:
        return df.copy()
    return pd.concat([numbers, pd.get_dummies(texts, dummy_na=True).astype("float64")], axis=1)


@one_hot.right
def by_hand(df):
    columns = {name: df[name] for name in df if is_numbers(df[name])}
    for name in df:
        if name not in columns:
            for text in sorted(df[name].dropna().unique()):
                columns[f"{name}_{text}"] = (df[name] == text).astype(float)
            columns[f"{name}_nan"] = df[name].isna() * 1.0
    return pd.DataFrame(columns)


@one_hot.right
def bools_to_floats(df):
    new = pd.get_dummies(df, dummy_na=True)
    return new.astype({name: float for name in new if new[name].dtype == bool})


one_hot.misconception.edit(
    "no_column_for_gaps",
    {"dummy_na=True, ": ""},
    """The columns for missing values are not there. Where a text is missing, all columns that were made of
    its column hold 0.0. `get_dummies` has an argument for one more column.""",
)
one_hot.misconception.edit(
    "true_and_false",
    {", dtype=float": ""},
    """The new columns hold True and False, as `get_dummies` makes them since pandas 2. The task asks for 1.0
    and 0.0.""",
)
one_hot.misconception.edit(
    "ints",
    {"dtype=float": "dtype=int"},
    "The new columns hold ints, 1 and 0. The task asks for 1.0 and 0.0, in float64.",
)
one_hot.misconception.edit(
    "all_in_float64",
    {"dtype=float)": "dtype=float).astype(float)"},
    """The values are right, but the ints of the table became floats, too. Columns of numbers should stay as
    they are. Change the dtype of the new columns only.""",
)
one_hot.misconception.edit(
    "first_left_out",
    {"dtype=float": "drop_first=True, dtype=float"},
    """The first text of each column has no column of its own. Each text should have one, also if one could
    tell it from the others.""",
)
one_hot.misconception.edit(
    "numbers_too",
    {"dtype=float": "dtype=float, columns=list(df)"},
    """The numbers were taken for categories, too: each different number got a column of its own. Columns of
    numbers should stay as they are.""",
)
one_hot.misconception.edit(
    "without_the_column",
    {"dtype=float": "dtype=float, prefix='', prefix_sep=''"},
    """The new columns have only the text as a name. The name of the old column and _ should come first: two
    columns may hold the same text.""",
)


@one_hot.misconception
def texts_are_numbered(df):
    """Each text became a number. Then one text is twice another, or lies between two others, and this means
    nothing. Give each text a column of its own.
    """
    texts = [name for name in df if not is_numbers(df[name])]
    return df.assign(**{name: pd.Categorical(df[name]).codes.astype(float) for name in texts})


@one_hot.misconception
def numbered_after_the_numbers(df):
    """Each text became a number. Then one text is twice another, or lies between two others, and this means
    nothing. Give each text a column of its own.
    """
    numbers = df.select_dtypes("number")
    return numbers.assign(**{name: pd.Categorical(df[name]).codes.astype(float) for name in texts_of(df)})


@one_hot.misconception
def only_where_something_is_missing(df):
    """Some columns for missing values are not there: those in which all values would be 0.0. A column of
    texts without a gap should get one, too. Other rows may have a gap.
    """
    new = pd.get_dummies(df, dummy_na=True, dtype=float)
    full = [f"{name}_nan" for name in df if not is_numbers(df[name]) and df[name].notna().all()]
    return new.drop(columns=full)


@one_hot.misconception
def at_their_places(df):
    """The new columns are where their column of texts was. All columns of numbers should come first."""
    if not len(df.select_dtypes("number").columns):
        return pd.get_dummies(df, dummy_na=True, dtype=float)
    parts = [pd.get_dummies(df[[name]], dummy_na=True, dtype=float) for name in df]
    return pd.concat(parts, axis=1)


@one_hot.misconception
def texts_not_sorted(df):
    """The columns for the texts of a column come in the order in which the texts first appear in it. They
    should be sorted.
    """
    columns = dict(df.select_dtypes("number"))
    for name in texts_of(df):
        for text in df[name].dropna().unique():
            columns[f"{name}_{text}"] = (df[name] == text).astype(float)
        columns[f"{name}_nan"] = df[name].isna() * 1.0
    return pd.DataFrame(columns)


@one_hot.misconception
def gaps_first(df):
    """The column for missing values comes before those for the texts of its column. It should come after
    them.
    """
    columns = dict(df.select_dtypes("number"))
    for name in texts_of(df):
        columns[f"{name}_nan"] = df[name].isna() * 1.0
        for text in sorted(df[name].dropna().unique()):
            columns[f"{name}_{text}"] = (df[name] == text).astype(float)
    return pd.DataFrame(columns)


@one_hot.misconception
def gaps_as_a_text(df):
    """The column for missing values was treated like that of a text: it is there only if a value is missing,
    and it is sorted among the texts. It should always be there, after the texts. `get_dummies` has an
    argument for it.
    """
    return pd.get_dummies(df.assign(**{name: df[name].fillna("nan") for name in texts_of(df)}), dtype=float)


@one_hot.misconception
def last_text_for_gaps(df):
    """Where a text is missing, the column for the last text holds 1.0, too. Only that for missing values
    should. `pd.Categorical` gives a missing value the number -1, and in an array, -1 is the last position.
    """
    new = pd.get_dummies(df, dummy_na=True, dtype=float)
    for name in texts_of(df):
        new[f"{name}_{max(df[name].dropna())}"] += new[f"{name}_nan"]
    return new


@one_hot.misconception
def labels_do_not_match(df):
    """The new columns have other labels of rows than the table. `pd.concat` puts together what has the same
    label, and makes further rows of the rest. Give the new columns the index of df.
    """
    texts = df[texts_of(df)].reset_index(drop=True)
    if not len(texts.columns):
        return df.copy()
    new = pd.get_dummies(texts, dummy_na=True, dtype=float)
    return pd.concat([df.select_dtypes("number"), new], axis=1)


one_hot.hint(
    "What does pd.get_dummies(df) make of the house table? What is missing, and which dtypes has it?"
)
one_hot.hint("Look up the arguments dummy_na and dtype.")


# ── 5 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "inputs": each(
            pd.DataFrame({"a": [1.5, 2.0, 4.0], "b_x": [True, False, True], "b_nan": [False, True, False]}),
            pd.DataFrame({"a": [1, 2, 5], "b": [0.1, 0.2, 0.3]}, index=[4, 7, 9]),
            pd.DataFrame({"a_x": [True, False, False], "n": [7, 8, 9]}),
            pd.DataFrame({"a": [0.1, 0.25, -3.0]}),
            pd.DataFrame({"a_x": [False, True, True], "a_y": [True, False, False]}),
            pd.DataFrame({"k": [2, 3, -1], "m": [0, 1, 1], "b": [True, True, False], "v": [2.5, 0.0, 1e-3]}),
            pd.DataFrame({"n": [2.5], "a_x": [True]}, index=[3]),
        ),
        "targets": computed(lambda inputs, series: series.head(len(inputs))),
        "series": each(
            pd.Series([3, 4, 6]), pd.Series([0.1, -2.5, 1e6]), pd.Series([127500, 0, 178100], index=[4, 7, 9])
        ),
    },
)
def to_tensors(inputs, targets):
    X, y = inputs.to_numpy(dtype="float32"), targets.to_numpy(dtype="float32")
    return torch.tensor(X), torch.tensor(y)


@to_tensors.right
def by_astype(inputs, targets):
    X = torch.tensor(inputs.astype(float).values, dtype=torch.float32)
    return X, torch.tensor(targets.values, dtype=torch.float32)


@to_tensors.right
def from_lists(inputs, targets):
    return torch.tensor(inputs.values.tolist()).float(), torch.tensor(targets.tolist()).float()


@to_tensors.right
def one_column_after_another(inputs, targets):
    columns = [torch.tensor(inputs[name].to_numpy()).float() for name in inputs]
    return torch.stack(columns, 1), torch.Tensor(targets.tolist())


to_tensors.misconception.edit(
    "values_of_mixed_columns",
    {
        'X, y = inputs.to_numpy(dtype="float32"), targets.to_numpy(dtype="float32")': (
            "X, y = inputs.values, targets.values"
        ),
        "torch.tensor(X), torch.tensor(y)": "torch.tensor(X).float(), torch.tensor(y).float()",
    },
    """Numbers beside True and False make an array of Python objects, and torch makes no tensor of it. Say
    which dtype the array should have: `to_numpy` and `astype` can.""",
)
to_tensors.misconception.edit(
    "in_float64",
    {
        'inputs.to_numpy(dtype="float32")': "inputs.to_numpy(dtype=float)",
        'targets.to_numpy(dtype="float32")': ("targets.to_numpy(dtype=float)"),
    },
    """The tensors are in float64, the dtype in which NumPy and pandas compute. The task asks for float32, the
    dtype of a model's parameters.""",
)
to_tensors.misconception.edit(
    "dtype_as_it_comes",
    {"torch.tensor(y)": "torch.tensor(targets.values)"},
    """X is right. y has the dtype of the Series, int64 or float64. The task asks for float32 in both.""",
)
to_tensors.misconception.edit(
    "columns_as_rows",
    {"torch.tensor(X)": "torch.tensor(X.T)"},
    """Rows and columns of X are swapped. Each row of the table should be a row of X.""",
)
to_tensors.misconception.edit(
    "targets_as_a_column",
    {"torch.tensor(y)": "torch.tensor(y).reshape(-1, 1)"},
    "y has the shape (rows, 1). The task asks for the shape (rows,).",
)
to_tensors.misconception.edit(
    "fractions_are_lost",
    {
        'inputs.to_numpy(dtype="float32")': "inputs.to_numpy(dtype=int)",
        "torch.tensor(X)": "torch.tensor(X).float()",
    },
    "What is after the decimal point is lost in X: the numbers became ints on the way. Make floats of them.",
)
to_tensors.misconception.edit(
    "arrays_for_tensors",
    {"torch.tensor(X), torch.tensor(y)": "X, y"},
    "These are arrays of NumPy. Make tensors of them.",
)
to_tensors.misconception.edit(
    "the_series_itself",
    {"torch.tensor(y)": "torch.tensor(targets, dtype=torch.float32)"},
    """`torch.tensor` got the Series itself. It asks for element 0, and a Series then looks for a row with the
    label 0: if there is none, this raises an error. Make an array of the Series first: `to_numpy` does.""",
)
to_tensors.misconception.edit(
    "columns_in_rows",
    {"torch.tensor(X)": "torch.tensor(X.T.reshape(X.shape))"},
    """The numbers of X are the right ones at the wrong places: those of the first column of the table come
    first, and fill the first rows. `reshape` does not swap rows and columns. `.T` does, and
    `torch.stack(columns, 1)` makes columns.""",
)
to_tensors.misconception.edit(
    "inputs_squeezed",
    {"torch.tensor(X)": "torch.tensor(X).squeeze()"},
    """If the table has only one column or one row, X is a vector. X should have the shape (rows, columns),
    also then: `squeeze()` drops every axis of size 1.""",
)
to_tensors.misconception.edit(
    "targets_squeezed",
    {"torch.tensor(y)": "torch.tensor(y).squeeze()"},
    """If there is only one row, y is a scalar. y should have the shape (rows,), also then: `squeeze()` drops
    every axis of size 1.""",
)


@to_tensors.misconception
def numbers_only(inputs, targets):
    """The columns of True and False are missing in X. They count as 1 and 0."""
    X = inputs.select_dtypes("number").to_numpy(dtype="float32")
    return torch.tensor(X), torch.tensor(targets.to_numpy(dtype="float32"))


to_tensors.hint("Print inputs.values.dtype. Which dtype can hold numbers, True and False together?")
to_tensors.hint("to_numpy has an argument dtype.")


# ── 6 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"df": TABLE}, cases=32)
def count_missing(df):
    return df.isna().sum()


@count_missing.right
def all_but_the_present(df):
    return len(df) - df.count()


@count_missing.right
def one_after_another(df):
    return pd.Series({name: int(df[name].isnull().sum()) for name in df})


@count_missing.right
def by_shapes(df):
    return df.apply(lambda column: column.shape[0] - column.dropna().shape[0])


count_missing.misconception.edit(
    "the_present_ones",
    {"isna().sum()": "count()"},
    "These are the numbers of values that are there. `count` leaves out missing values, and these are asked.",
)
count_missing.misconception.edit(
    "in_each_row",
    {"sum()": "sum(axis=1)"},
    "These are the numbers of missing values in each row. They are asked of each column.",
)
count_missing.misconception.edit(
    "in_the_whole_table",
    {"sum()": "sum().sum()"},
    "This is one number for the whole table. One for each column is asked.",
)
count_missing.misconception.edit(
    "compared_with_nan",
    {"df.isna()": "(df == float('nan'))"},
    """No missing value was found. NaN is not equal to anything, not even to itself, so a comparison with `==`
    finds none. pandas has a method that asks for missing values.""",
)
count_missing.misconception.edit(
    "shares",
    {"sum()": "mean()"},
    "These are shares: the numbers of missing values, divided by that of the rows. Do not divide.",
)
count_missing.misconception.edit(
    "only_columns_with_gaps",
    {"df.isna().sum()": "df.isna().sum()[df.isna().any()]"},
    "Columns without a missing value were left out. They should be there, with 0.",
)
count_missing.misconception.edit(
    "only_numbers",
    {"df.isna().sum()": "df.select_dtypes('number').isna().sum()"},
    "Only columns of numbers were counted. Texts may be missing, too.",
)
count_missing.misconception.edit(
    "most_first",
    {"sum()": "sum().sort_values(ascending=False, kind='stable')"},
    "The columns come in the order of the numbers, the most first. They should keep the order of the table.",
)
count_missing.misconception.edit(
    "a_list",
    {"df.isna().sum()": "df.isna().sum().tolist()"},
    "A list has no names. Return a Series, with the names of the columns as its index.",
)
count_missing.misconception.edit(
    "whether_any",
    {"sum()": "any().astype('int64')"},
    "These say with 1 and 0 whether a value is missing. Count the missing values of each column.",
)
count_missing.misconception.edit(
    "positions_for_names",
    {"df.isna().sum()": "pd.Series(df.isna().sum().tolist())"},
    """Your Series has the index 0, 1, 2 and so on. Its index should have the names of the columns:
    `pd.Series` has an argument for it.""",
)
count_missing.misconception.edit(
    "floats_without_names",
    {"df.isna().sum()": "pd.Series(df.isna().sum().to_numpy(dtype=float))"},
    """Your Series has the index 0, 1, 2 and so on, and its numbers are floats, as `np.zeros` makes them by
    default. The index should have the names of the columns, and the numbers should be ints.""",
)


@count_missing.misconception
def equal_values_count(df):
    """A value that comes again in its column was counted, too, as if it were missing: the number of
    *different* values, as `nunique` gives it, was subtracted. Count the values that are missing.
    """
    return pd.Series({name: len(df) - len(set(df[name].dropna())) for name in df})


count_missing.hint("What does isna() give for a whole table?")
count_missing.hint("True counts as 1 in a sum.")


# ── 7 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"df": TABLE_WITH_GAPS}, cases=32)
def without_emptiest(df):
    return df.drop(columns=df.isna().sum().idxmax())


@without_emptiest.right
def fewest_present(df):
    return df.drop(df.count().idxmin(), axis=1)


@without_emptiest.right
def keeps_the_others(df):
    gaps = [int(df[name].isnull().sum()) for name in df]
    place = gaps.index(max(gaps))
    return df.iloc[:, [i for i in range(len(gaps)) if i != place]]


@without_emptiest.right
def deleted_from_a_copy(df):
    new = df.copy()
    del new[new.isna().mean().idxmax()]
    return new


without_emptiest.misconception.edit(
    "the_fullest",
    {"isna().sum()": "count()"},
    """The column with the fewest missing values is gone. `count` counts the values that are there, so its
    largest number belongs to the fullest column.""",
)
without_emptiest.misconception.edit(
    "all_with_gaps",
    {"drop(columns=df.isna().sum().idxmax())": "dropna(axis=1)"},
    "All columns with a missing value are gone. Only the one with the most should be left out.",
)
without_emptiest.misconception.edit(
    "rows_with_gaps",
    {"drop(columns=df.isna().sum().idxmax())": "dropna()"},
    "All *rows* with a missing value are gone. One column should be left out, and all rows should stay.",
)
without_emptiest.misconception.edit(
    "nothing_left_out",
    {"df.drop(columns=df.isna().sum().idxmax())": "df"},
    """The table still has all of its columns. `drop` returns a new table, and leaves the old one as it is:
    return what it returns.""",
)
without_emptiest.misconception.edit(
    "among_the_rows",
    {"columns=": ""},
    """There is no row with this label, so `drop` raises an error. Without a word about columns, `drop` looks
    for the labels of rows: axis 0.""",
)
without_emptiest.misconception.edit(
    "the_last_of_several",
    {"sum()": "sum()[::-1]"},
    """If several columns have the most missing values, the last of them is left out. It should be the first
    one.""",
)
without_emptiest.misconception.edit(
    "all_of_several",
    {"df.isna().sum().idxmax()": "df.columns[df.isna().sum() == df.isna().sum().max()]"},
    "If several columns have the most missing values, all of them are left out. Leave out the first only.",
)
without_emptiest.misconception.edit(
    "only_the_emptiest",
    {"df.drop(columns=df.isna().sum().idxmax())": "df[[df.isna().sum().idxmax()]]"},
    "This table has the column that should be left out, and nothing else. Return the others.",
)
without_emptiest.misconception.edit(
    "the_first_with_a_gap",
    {"sum()": "any()"},
    """The first column with a missing value is left out, however many it has. Count the missing values of
    each column, as in task 6.""",
)
without_emptiest.misconception.edit(
    "the_last_with_a_gap",
    {"df.isna().sum().idxmax()": "df.columns[df.isna().any()][-1]"},
    """The last column with a missing value is left out, however many it has. A loop that looks for the most
    must keep the largest number so far, and change it with each larger one.""",
)
without_emptiest.misconception.edit(
    "only_numbers_looked_at",
    {"df.isna()": "df.select_dtypes('number').isna()"},
    "Only columns of numbers were looked at. A column of texts may have the most missing values, too.",
)
without_emptiest.misconception.edit(
    "the_emptiest_row",
    {"columns=df.isna().sum()": "index=df.isna().sum(axis=1)"},
    """The *row* with the most missing values is left out. Count them in each column, and leave out the
    column.""",
)
without_emptiest.misconception.edit(
    "nothing_returned",
    {
        "return df.drop(columns=df.isna().sum().idxmax())": (
            "df.copy().drop(columns=df.isna().sum().idxmax(), inplace=True)"
        )
    },
    """Your function returns None. A function without `return` does, and so does `drop` with `inplace=True`.
    Return the new table.""",
)


@without_emptiest.misconception
def from_the_table_itself(df):
    """The table that was given has lost the column, too. It should keep all of its columns: return a new
    table.
    """
    del df[df.isna().sum().idxmax()]
    return df


@without_emptiest.misconception
def rows_with_other_gaps(df):
    """The rows that have a missing value in another column are gone, too. All rows should stay."""
    return without_emptiest(df).dropna()


without_emptiest.hint("The numbers of task 6 are a Series. How do you find the label of its largest value?")
without_emptiest.hint("idxmax gives a label. drop has an argument columns.")


# ── 8 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"df": TABLE_WITH_GAPS}, cases=32)
def drop_emptiest(df):
    del df[df.isna().sum().idxmax()]


@drop_emptiest.right
def with_drop(df):
    df.drop(columns=df.count().idxmin(), inplace=True)


@drop_emptiest.right
def with_pop(df):
    return df.pop(df.isnull().sum().idxmax())


@drop_emptiest.right
def with_a_loop(df):
    name, most = None, -1
    for column in df.columns:
        gaps = sum(map(bool, df[column].isna()))
        if gaps > most:
            name, most = column, gaps
    df.drop(name, axis="columns", inplace=True)
    return df


drop_emptiest.misconception.edit(
    "not_in_place",
    {"del df[df.isna().sum().idxmax()]": "return df.drop(columns=df.isna().sum().idxmax())"},
    """After the call, df still has all of its columns. `drop` makes a new table and leaves df as it is, and
    `df = …` would only give a name to the new one. Change df itself.""",
)
drop_emptiest.misconception.edit(
    "the_fullest_dropped",
    {"isna().sum()": "count()"},
    """The column with the fewest missing values is gone. `count` counts the values that are there, so its
    largest number belongs to the fullest column.""",
)
drop_emptiest.misconception.edit(
    "emptied",
    {"del df[df.isna().sum().idxmax()]": "df[df.isna().sum().idxmax()] = None"},
    "The column is still there, and now all of its values are missing. It should be gone.",
)
drop_emptiest.misconception.edit(
    "rows_dropped_in_place",
    {"del df[df.isna().sum().idxmax()]": "df.dropna(inplace=True)"},
    "All *rows* with a missing value are gone. One column should go, and all rows should stay.",
)
drop_emptiest.misconception.edit(
    "all_with_gaps_dropped",
    {"del df[df.isna().sum().idxmax()]": "df.dropna(axis=1, inplace=True)"},
    "All columns with a missing value are gone. Only the one with the most should go.",
)
drop_emptiest.misconception.edit(
    "the_last_of_several_dropped",
    {"sum()": "sum()[::-1]"},
    "If several columns have the most missing values, the last of them is gone. It should be the first one.",
)
drop_emptiest.misconception.edit(
    "row_of_this_name",
    {"del df[df.isna().sum().idxmax()]": "df.drop(df.isna().sum().idxmax(), axis=0, inplace=True)"},
    """There is no row with this label, so `drop` raises an error. Without a word about columns, `drop` looks
    for the labels of rows: axis 0.""",
)
drop_emptiest.misconception.edit(
    "all_of_several_dropped",
    {
        "del df[df.isna().sum().idxmax()]": (
            "df.drop(columns=df.columns[df.isna().sum() == df.isna().sum().max()], inplace=True)"
        )
    },
    "If several columns have the most missing values, all of them are gone. Only the first one should go.",
)
drop_emptiest.misconception.edit(
    "the_first_with_a_gap_dropped",
    {"isna().sum()": "isna().any()"},
    """The first column with a missing value is gone, however many it has. Count the missing values of each
    column, as in task 6.""",
)
drop_emptiest.misconception.edit(
    "the_emptiest_row_dropped",
    {"del df[df.isna().sum().idxmax()]": "df.drop(df.isna().sum(axis=1).idxmax(), inplace=True)"},
    "The *row* with the most missing values is gone. Count them in each column, and drop the column.",
)


@drop_emptiest.misconception
def most_of_the_rest(df):
    """Further columns are gone. When one is gone, another one has the most missing values, perhaps 0 of them,
    and it was dropped, too. Find the column once, then drop it.
    """
    for name in df.columns:
        gaps = df.isna().sum()
        if gaps[name] == gaps.max():
            df.pop(name)


@drop_emptiest.misconception
def renumbered_in_place(df):
    """The rows of df have new labels: 0, 1, 2 and so on. Only the column should go; all else should stay."""
    del df[df.isna().sum().idxmax()]
    df.index = range(len(df))


drop_emptiest.hint("What does df.drop return, and what does it change?")
drop_emptiest.hint("A dict loses a key with del. So does a table lose a column.")


# ── 9 ───────────────────────────────────────────────────────────────────────────────────────────────
FILES = [
    "NumRooms,Alley,Price\nNA,Pave,127500\n2,NA,106000\n4,NA,178100\nNA,NA,140000\n",
    *(
        table.to_csv(index=False, na_rep="NA", lineterminator="\n")
        for table in ALL[1:]
        if is_numbers(table.iloc[:, -1]) and table.iloc[:, -1].notna().all()
    ),
    "k,a,y\n3,x,5\n3,x,5\nNA,y,1\n",
    "a,b,y\nx,u,1\ny,NA,2\n",
    "n,k,y\n1.5,NA,3\nNA,2,-4\n4,7,0\n",
]


@exercise.task(
    inputs={
        "path": made('with open("table.csv", "w") as file:\n    file.write(text)\n"table.csv"'),
        "text": each(*FILES),
    },
    cases=32,
)
def load_table(path):
    df = pd.read_csv(path)
    inputs, targets = df.iloc[:, :-1], df.iloc[:, -1]
    inputs = inputs.fillna(inputs.mean(numeric_only=True))
    inputs = pd.get_dummies(inputs, dummy_na=True)
    X, y = inputs.to_numpy(dtype="float32"), targets.to_numpy(dtype="float32")
    return torch.tensor(X), torch.tensor(y)


@load_table.right
def categories_first(path):
    df = pd.read_csv(path)
    y = torch.tensor(df.pop(df.columns[-1]).to_numpy(), dtype=torch.float32)
    df = pd.get_dummies(df, dummy_na=True, dtype="float32")
    return torch.tensor(df.fillna(df.mean()).to_numpy(), dtype=torch.float32), y


@load_table.right
def without_pandas(path):
    with open(path, newline="") as file:
        _names, *rows = csv.reader(file)
    numbers, marks = [], []
    for column in list(zip(*rows, strict=True))[:-1]:
        try:
            values = torch.tensor([float("nan" if text == "NA" else text) for text in column])
            numbers.append(torch.where(values.isnan(), values.nanmean(), values))
        except ValueError:
            kinds = [*sorted({text for text in column if text != "NA"}), "NA"]
            marks += [torch.tensor([float(text == kind) for text in column]) for kind in kinds]
    return torch.stack([*numbers, *marks], 1), torch.tensor([float(row[-1]) for row in rows])


@load_table.right
def by_a_pipe(path):
    df = pd.read_csv(path)
    X = (
        df.drop(columns=df.columns[-1])
        .pipe(lambda table: table.fillna(table.mean(numeric_only=True)))
        .pipe(pd.get_dummies, dummy_na=True, dtype=float)
    )
    return torch.from_numpy(X.to_numpy()).float(), torch.Tensor(df[df.columns[-1]].tolist())


load_table.misconception.edit(
    "gaps_as_zeros",
    {"inputs.mean(numeric_only=True)": "dict.fromkeys(inputs.select_dtypes('number'), 0)"},
    "The missing numbers became 0. The mean of the column is asked.",
)
load_table.misconception.edit(
    "gaps_stay",
    {"inputs.fillna(inputs.mean(numeric_only=True))": "inputs"},
    """X has NaN where a number is missing. With one NaN, all that a model computes from it is NaN. Keep what
    `fillna` returns: it changes nothing in the table.""",
)
load_table.misconception.edit(
    "means_of_texts",
    {"numeric_only=True": ""},
    """A mean was asked of columns of texts, too, and pandas refuses this with an error. Take the means of the
    columns of numbers only.""",
)
load_table.misconception.edit(
    "no_category_for_gaps",
    {", dummy_na=True": ""},
    "X has no columns for missing texts. Each column of texts should have one, also if nothing is missing.",
)
load_table.misconception.edit(
    "texts_left_out",
    {"pd.get_dummies(inputs, dummy_na=True)": "inputs.select_dtypes('number')"},
    "X has the columns of numbers only. The texts should be there, too, as columns of 0 and 1.",
)
load_table.misconception.edit(
    "target_as_an_input",
    {"df.iloc[:, :-1], ": "df, "},
    "X has the targets, too. A model could read there what it should predict. Leave out the last column.",
)
load_table.misconception.edit(
    "incomplete_rows_left_out",
    {"pd.read_csv(path)": "pd.read_csv(path).dropna()"},
    "Rows with a missing value were left out. All rows should be there, with their gaps filled.",
)
load_table.misconception.edit(
    "objects",
    {'X, y = inputs.to_numpy(dtype="float32")': "X, y = inputs.values"},
    """Numbers beside True and False make an array of Python objects, and torch makes no tensor of it. Say
    which dtype the array should have.""",
)
load_table.misconception.edit(
    "everything_in_float64",
    {
        'inputs.to_numpy(dtype="float32")': "inputs.to_numpy(dtype=float)",
        'targets.to_numpy(dtype="float32")': "targets.to_numpy(dtype=float)",
    },
    "The tensors are in float64, the dtype in which NumPy and pandas compute. The task asks for float32.",
)
load_table.misconception.edit(
    "targets_in_a_column",
    {"torch.tensor(y)": "torch.tensor(y)[:, None]"},
    "y has the shape (rows, 1). The task asks for the shape (rows,).",
)
load_table.misconception.edit(
    "first_column_not_in_x",
    {"read_csv(path)": "read_csv(path, index_col=0)"},
    """The first column of the file is not in X. It is an input like the others. The file has no labels of
    rows: with `index_col`, `read_csv` would make labels of a column.""",
)
load_table.misconception.edit(
    "name_of_the_example",
    {"df.iloc[:, -1]": "df['t']"},
    """There is no column with the name t in this file: only the example has one. Take the last column,
    whatever its name is.""",
)
load_table.misconception.edit(
    "equal_rows_left_out",
    {"read_csv(path)": "read_csv(path).drop_duplicates()"},
    """Rows that are equal to an earlier one were left out. All rows should be there: two houses may well have
    the same values.""",
)


@load_table.misconception
def split_too_late(path):
    """The last column was split off after the texts were replaced. Their new columns come last then: one of
    these became y, and the targets stayed in X. Split first.
    """
    df = pd.read_csv(path)
    df = pd.get_dummies(df.fillna(df.mean(numeric_only=True)), dummy_na=True)
    data = torch.tensor(df.to_numpy(dtype="float32"))
    return data[:, :-1], data[:, -1]


@load_table.misconception
def texts_at_their_places(path):
    """The new columns are where their column of texts was. In X, all columns of numbers should come first, as
    in task 4.
    """
    inputs, targets = split(pd.read_csv(path))
    X, y = to_tensors(at_their_places(fill_with_means(inputs)), targets)
    return X, y


@load_table.misconception
def texts_of_x_not_sorted(path):
    """In X, the columns for the texts of a column come in the order in which the texts first appear in it.
    They should be sorted, as in task 4.
    """
    inputs, targets = split(pd.read_csv(path))
    return to_tensors(texts_not_sorted(fill_with_means(inputs)), targets)


load_table.hint("Which of the tasks before do you need, and in which order?")
load_table.hint("Split first: the targets should be neither filled nor replaced.")


# ── 10 ──────────────────────────────────────────────────────────────────────────────────────────────
FILL_TRAIN = (
    pd.DataFrame({"a": [1.0, None, 5.0], "t": ["x", None, "y"], "b": [2, 3, 10]}),
    pd.DataFrame(
        {"a": [-4.0, 2.0, None, 0.5], "t": ["x", "x", "y", "x"], "b": [1, 1, 0, 4]}, index=[3, 1, 0, 2]
    ),
    pd.DataFrame({"a": [0.25], "t": ["z"], "b": [7]}),
    pd.DataFrame({"a": [None, 1e3, 3e3], "t": [None, "y", None], "b": [-6, 0, 5]}, index=[5, 6, 7]),
)
FILL_NEW = (
    pd.DataFrame({"a": [7.0, None, 2.0], "t": [None, "x", "w"], "b": [None, 4.0, None]}),
    pd.DataFrame({"a": [None], "t": ["y"], "b": [3]}).astype({"a": "float64"}),
    pd.DataFrame({"a": [None, None], "t": ["y", None], "b": [None, 9.5]}, index=[8, 4]).astype(
        {"a": "float64"}
    ),
    pd.DataFrame({"a": [0.5, -1.5], "t": ["x", "x"], "b": [6, 2]}, index=[2, 1]),
    pd.DataFrame({"a": [1.5, None, None, 11.0], "t": ["x", "y", None, None], "b": [0.0, None, -8.0, None]}),
    pd.DataFrame({"a": [None, 2.5], "t": ["x", None], "b": [4, 1]}),
)


@exercise.task(
    inputs={
        "train": computed(lambda known, names: known[names]),
        "new": computed(lambda rows, names: rows[names]),
        "known": each(*FILL_TRAIN),
        "rows": each(*FILL_NEW),
        "names": each(["a", "t", "b"], ["t", "a", "b"]),
    },
    cases=96,
)
def fill_from_training(train, new):
    return new.fillna(train.mean(numeric_only=True))


@fill_from_training.right
def each_column_of_new(train, new):
    filled = new.copy()
    for name in train.select_dtypes("number"):
        filled[name] = filled[name].fillna(train[name].mean())
    return filled


@fill_from_training.right
def with_a_dict(train, new):
    numbers = [name for name in train if is_numbers(train[name])]
    return new.fillna({name: float(np.nanmean(train[name])) for name in numbers})


@fill_from_training.right
def row_for_row(train, new):
    columns = {}
    for name in new:
        values = new[name].tolist()
        if new[name].isna().any() and is_numbers(train[name]):
            known = [value for value in train[name] if not pd.isna(value)]
            mean = sum(known) / len(known)
            values = [mean if pd.isna(value) else value for value in values]
        columns[name] = values
    return pd.DataFrame(columns, index=new.index)


fill_from_training.misconception.edit(
    "means_of_new",
    {"train.mean": "new.mean"},
    """The gaps were filled with the means of new itself. The same row would then be filled in another way
    whenever it comes with other rows. Take the means of train.""",
)
fill_from_training.misconception.edit(
    "means_of_both",
    {"train.mean": "pd.concat([train, new]).mean"},
    """The means are those of both tables together. The new rows should not decide how they are filled: take
    the means of train alone.""",
)
fill_from_training.misconception.edit(
    "zeros_for_gaps",
    {"train.mean(numeric_only=True)": "dict.fromkeys(train.select_dtypes('number'), 0.0)"},
    "The gaps were filled with 0. The means of train are asked.",
)
fill_from_training.misconception.edit(
    "mean_of_texts_of_train",
    {"numeric_only=True": ""},
    """A mean was asked of columns of texts, too, and pandas refuses this with an error. Take the means of the
    columns of numbers only.""",
)
fill_from_training.misconception.edit(
    "the_same_row_of_train",
    {"train.mean(numeric_only=True)": "train.select_dtypes('number')"},
    """A gap got the value that train has in the row with the same label. Rows of the two tables have nothing
    to do with each other. `fillna` goes by labels if it gets a table: give it the means of the columns.""",
)
fill_from_training.misconception.edit(
    "train_filled",
    {"new.fillna": "train.fillna"},
    "This is the table train with its gaps filled. The table new should be filled, and returned.",
)
fill_from_training.misconception.edit(
    "rows_of_new_dropped",
    {"fillna(train.mean(numeric_only=True))": "dropna()"},
    "Rows with a gap are gone. The model should predict for each row of new, so fill the gaps.",
)
fill_from_training.misconception.edit(
    "the_same_row_of_filled_train",
    {"train.mean(numeric_only=True)": "train.fillna(train.mean(numeric_only=True))"},
    """A gap got the value that train has in the row with the same label. Rows of the two tables have nothing
    to do with each other. `fillna` goes by labels if it gets a table: give it the means of the columns.""",
)
fill_from_training.misconception.edit(
    "train_only_if_needed",
    {"new.fillna(": "new.fillna(new.mean(numeric_only=True)).fillna("},
    """A gap got the mean of its column in new, and that of train only where new has none. Take the means of
    train for all gaps.""",
)
fill_from_training.misconception.edit(
    "only_floats_of_train",
    {"train.mean(numeric_only=True)": "train.select_dtypes('float64').mean()"},
    """Columns that hold ints in train still have their gaps in your table. Ints have a mean, too, and in new
    these columns may have gaps.""",
)
fill_from_training.misconception.edit(
    "gaps_of_train_count",
    {"train.mean(numeric_only=True)": "train.sum(numeric_only=True) / len(train)"},
    """The means are too near to 0: the sums were divided by the number of all rows of train. Divide by the
    number of values that are there.""",
)
fill_from_training.misconception.edit(
    "empty_columns_left_out",
    {"new.fillna": "new.dropna(axis=1, how='all').fillna"},
    "A column of new that is missing as a whole is gone. It should be there, filled with the mean of train.",
)
fill_from_training.misconception.edit(
    "ints_of_new_become_floats",
    {"new.fillna": "new.astype(dict.fromkeys(new.select_dtypes('number'), float)).fillna"},
    """Columns of ints became float64. In a column of ints nothing is missing, so leave it as it is.""",
)


@fill_from_training.misconception
def changes_new(train, new):
    """The gaps in the table that was given are filled, too: you changed it. Return a new table."""
    for name in train.select_dtypes("number"):
        new[name] = new[name].fillna(train[name].mean())
    return new


@fill_from_training.misconception
def means_by_position(train, new):
    """The means went to the columns by position: the first mean to the first column, and so on. But a column
    of texts has no mean, so those after it got the mean of another column, or none. Go by the names.
    """
    means = dict(zip(new, train.mean(numeric_only=True), strict=False))
    return new.fillna({name: mean for name, mean in means.items() if is_numbers(new[name])})


fill_from_training.hint("Two tables are given. Of which of them do you need the means?")
fill_from_training.hint("It is task 3 with two tables in place of one.")


# ── 11 ──────────────────────────────────────────────────────────────────────────────────────────────
HOT_TRAIN = (
    pd.DataFrame({"a": ["y", "x", "y"], "n": [1.5, 2.5, 0.0], "b": ["s", "t", "s"]}),
    pd.DataFrame({"a": ["w", None], "n": [3.0, 4.0], "b": ["u", "t"]}, index=[4, 2]),
    pd.DataFrame({"a": ["x", "z", "z", None], "n": [0.5, -1.0, 2.0, 7.5], "b": [None, "t", "s", "s"]}),
    pd.DataFrame({"a": ["v"], "n": [6.5], "b": ["s"]}),
)
HOT_NEW = (
    pd.DataFrame({"a": ["y", "w", None], "n": [3.5, 4.5, 5.5], "b": ["s", "t", "r"]}),
    pd.DataFrame({"a": ["x"], "n": [-3.0], "b": ["t"]}),
    pd.DataFrame({"a": ["x", "x", None, "z"], "n": [1.0, 0.25, 8.0, 2.0], "b": [None, "q", "u", "s"]}),
    pd.DataFrame({"a": ["q", "y"], "n": [9.5, 7.0], "b": ["t", None]}, index=[6, 3]),
    pd.DataFrame({"a": ["w", "v", "x"], "n": [2.5, 2.5, 2.5], "b": ["u", "s", "t"]}, index=[30, 10, 20]),
)


@exercise.task(inputs={"train": each(*HOT_TRAIN), "new": each(*HOT_NEW)}, cases=40)
def one_hot_from_training(train, new):
    columns = pd.get_dummies(train, dummy_na=True).columns
    return pd.get_dummies(new, dummy_na=True, dtype=float).reindex(columns=columns, fill_value=0.0)


@one_hot_from_training.right
def made_for_each_text(train, new):
    columns = {name: new[name] for name in new if is_numbers(new[name])}
    for name in train:
        if name not in columns:
            for text in sorted(train[name].dropna().unique()):
                columns[f"{name}_{text}"] = (new[name] == text).astype(float)
            columns[f"{name}_nan"] = new[name].isna().astype(float)
    return pd.DataFrame(columns)


@one_hot_from_training.right
def added_and_left_out(train, new):
    wanted = list(pd.get_dummies(train, dummy_na=True))
    hot = pd.get_dummies(new, dummy_na=True, dtype=float)
    for name in wanted:
        if name not in hot:
            hot[name] = 0.0
    return hot[wanted]


@one_hot_from_training.right
def both_tables_at_once(train, new):
    both = pd.get_dummies(pd.concat([train, new], keys=["train", "new"]), dummy_na=True, dtype=float)
    return both.loc["new"][list(pd.get_dummies(train, dummy_na=True))]


one_hot_from_training.misconception.edit(
    "columns_of_new",
    {"get_dummies(train, ": "get_dummies(new, "},
    """The columns are those of the texts in new. Its number of columns may be another one than in training,
    and a column may stand for another text. Take the columns of one_hot(train).""",
)
one_hot_from_training.misconception.edit(
    "missing_for_absent",
    {", fill_value=0.0": ""},
    """Columns for texts that only train has are full of missing values. No row of new has this text, so the
    column should hold 0.0.""",
)
one_hot_from_training.misconception.edit(
    "absent_columns_asked_for",
    {".reindex(columns=columns, fill_value=0.0)": "[list(columns)]"},
    """Texts that only train has, have no column among those of new, and asking for them raises a KeyError.
    Make such columns first, with 0.0 in them.""",
)
one_hot_from_training.misconception.edit(
    "columns_of_both",
    {"get_dummies(train, ": "get_dummies(pd.concat([train, new]), "},
    """Texts that only new has got columns, too. The model has no weights for these. Take the columns of
    one_hot(train) only.""",
)
one_hot_from_training.misconception.edit(
    "bools",
    {", dtype=float).": ")."},
    "The new columns hold True and False, or these beside 0.0. The task asks for 1.0 and 0.0, in float64.",
)
one_hot_from_training.misconception.edit(
    "train_replaced",
    {"get_dummies(new, ": "get_dummies(train, "},
    "These are the rows of train. Those of new are asked.",
)
one_hot_from_training.misconception.edit(
    "zeros_as_ints",
    {"fill_value=0.0": "fill_value=0"},
    """Columns for texts that only train has hold ints. The task asks for 0.0, in float64.""",
)
one_hot_from_training.misconception.edit(
    "no_columns_for_gaps",
    {"train, dummy_na=True": "train", "new, dummy_na=True, ": "new, "},
    """The columns for missing values are not there. one_hot(train) has one for each column of texts.""",
)
one_hot_from_training.misconception.edit(
    "only_common_columns",
    {".reindex(columns=columns, fill_value=0.0)": ".pipe(lambda hot: hot[[x for x in columns if x in hot]])"},
    """The columns for texts that only train has are not there. The model has a weight for each of them: make
    them, with 0.0 in all rows.""",
)
one_hot_from_training.misconception.edit(
    "names_put_over",
    {".reindex(columns=columns, fill_value=0.0)": ".set_axis(columns, axis=1)"},
    """The columns that were made of new got the names of one_hot(train), whatever text they stand for. If
    there are more or fewer of them, this raises an error. Choose columns by their names.""",
)
one_hot_from_training.misconception.edit(
    "sorted_by_name",
    {"columns=columns": "columns=sorted(columns)"},
    """All columns are sorted by their names. They should have the order of one_hot(train): a model knows
    columns by their positions.""",
)


@one_hot_from_training.misconception
def unknown_as_missing(train, new):
    """A text that only new has was counted as a missing value: its row has 1.0 there. It is not missing, but
    unknown: all columns should hold 0.0.
    """
    hot = pd.get_dummies(new, dummy_na=True, dtype=float)
    hot = hot.reindex(columns=pd.get_dummies(train, dummy_na=True).columns, fill_value=0.0)
    for name in new:
        if not is_numbers(new[name]):
            hot[f"{name}_nan"] = (~new[name].isin(train[name].dropna())).astype(float)
    return hot


@one_hot_from_training.misconception
def in_another_order(train, new):
    """The columns are the right ones, but not in the order of one_hot(train). A model knows columns by their
    positions, so it would take one for another.
    """
    wanted = list(pd.get_dummies(train, dummy_na=True))
    hot = pd.get_dummies(new, dummy_na=True, dtype=float)
    absent = [name for name in wanted if name not in hot]
    return hot[[name for name in hot if name in wanted]].assign(**dict.fromkeys(absent, 0.0))


@one_hot_from_training.misconception
def unknown_rows_left_out(train, new):
    """Rows with a text that only new has are gone. The model should predict for each row of new."""
    known = pd.Series(True, index=new.index)
    for name in new:
        if not is_numbers(new[name]):
            known &= new[name].isna() | new[name].isin(train[name].dropna())
    hot = pd.get_dummies(new[known], dummy_na=True, dtype=float)
    return hot.reindex(columns=pd.get_dummies(train, dummy_na=True).columns, fill_value=0.0)


@one_hot_from_training.misconception
def unknown_text_not_found(train, new):
    """A text that only new has raises an error: `index` does not find it in the list. Its row should have 0.0
    in all columns that stand for the texts of its column.
    """
    for name in texts_of(train):
        known = list(train[name].dropna())
        for text in new[name].dropna():
            known.index(text)
    columns = pd.get_dummies(train, dummy_na=True).columns
    return pd.get_dummies(new, dummy_na=True, dtype=float).reindex(columns=columns, fill_value=0.0)


@one_hot_from_training.misconception
def rows_of_new_renumbered(train, new):
    """The rows have new labels: 0, 1, 2 and so on. They should keep the labels that they have in new."""
    return one_hot_from_training(train, new).reset_index(drop=True)


one_hot_from_training.hint("Compare one_hot(train).columns with one_hot(new).columns. What is to be done?")
one_hot_from_training.hint("reindex gives a table other columns. What does it put into new ones?")


# ── 12 ──────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "columns": each(
            ["species", "bill_length_mm"],
            ["sex"],
            ["bill_depth_mm", "year"],
            ["island", "sex", "bill_length_mm"],
            ["sex", "bill_depth_mm", "species", "bill_length_mm"],
            ["species", "sex"],
            ["bill_length_mm", "bill_depth_mm"],
        ),
        "other": each("body_mass_g", "year", "flipper_length_mm"),
        "target": computed(lambda columns, other: "body_mass_g" if other in columns else other),
    },
)
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv").dropna(subset=[target])
    inputs = df[columns]
    inputs = inputs.fillna(inputs.mean(numeric_only=True))
    inputs = pd.get_dummies(inputs, dummy_na=True)
    X, y = inputs.to_numpy(dtype="float32"), df[target].to_numpy(dtype="float32")
    return torch.tensor(X), torch.tensor(y)


@load_penguins.right
def rows_by_a_mask(columns, target):
    df = pd.read_csv("penguins.csv")
    df = df[df[target].notna()]
    X = pd.get_dummies(df[columns], dummy_na=True, dtype=float)
    y = torch.tensor(df[target].values, dtype=torch.float32)
    return torch.tensor(X.fillna(X.mean()).values, dtype=torch.float32), y


@load_penguins.right
def penguins_without_pandas(columns, target):
    with open("penguins.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[target] != "NA"]
    numbers, marks = [], []
    for name in columns:
        texts = [row[name] for row in rows]
        if name in ("species", "island", "sex"):
            kinds = [*sorted(set(texts) - {"NA"}), "NA"]
            marks += [[float(text == kind) for text in texts] for kind in kinds]
        else:
            known = [float(text) for text in texts if text != "NA"]
            numbers.append([sum(known) / len(known) if text == "NA" else float(text) for text in texts])
    return torch.tensor([*numbers, *marks]).T, torch.tensor([float(row[target]) for row in rows])


load_penguins.misconception.edit(
    "targets_filled",
    {".dropna(subset=[target])": "", "df[target].to_numpy": "df[target].fillna(df[target].mean()).to_numpy"},
    """Rows whose target is missing are still there, with the mean as their target. Nobody has measured this.
    Leave out these rows.""",
)
load_penguins.misconception.edit(
    "targets_missing",
    {".dropna(subset=[target])": ""},
    """y has NaN where the target is missing, and so will the loss. Leave out these rows, both in X and in
    y.""",
)
load_penguins.misconception.edit(
    "all_gaps_dropped",
    {"subset=[target]": ""},
    """All rows with any missing value were left out. Only those without a target should be. The other gaps
    are filled, or have a column of their own.""",
)
load_penguins.misconception.edit(
    "all_columns",
    {"df[columns]": "df.drop(columns=target)"},
    "X has all columns of the file but the target. Take those of the list, in its order.",
)
load_penguins.misconception.edit(
    "order_of_the_file",
    {"df[columns]": "df[[name for name in df if name in columns]]"},
    "The columns of X come in the order of the file. They should come in that of the list.",
)
load_penguins.misconception.edit(
    "penguins_gaps_stay",
    {"inputs.fillna(inputs.mean(numeric_only=True))": "inputs"},
    "X has NaN where a number is missing. Fill in the mean of the column.",
)
load_penguins.misconception.edit(
    "no_category_for_missing",
    {", dummy_na=True": ""},
    "X has no columns for missing texts. Each column of texts should have one, also if nothing is missing.",
)
load_penguins.misconception.edit(
    "object_array",
    {'inputs.to_numpy(dtype="float32")': "inputs.values"},
    """Numbers beside True and False make an array of Python objects, and torch makes no tensor of it. Say
    which dtype the array should have.""",
)
load_penguins.misconception.edit(
    "y_as_a_column",
    {"torch.tensor(y)": "torch.tensor(y)[:, None]"},
    "y has the shape (rows, 1). The task asks for the shape (rows,).",
)
load_penguins.misconception.edit(
    "inputs_with_gaps_dropped",
    {"subset=[target]": "subset=[*columns, target]"},
    """Rows in which one of the columns of the list is missing were left out, too. Only those without a target
    should be. The other gaps are filled, or have a column of their own.""",
)
load_penguins.misconception.edit(
    "left_out_in_y_only",
    {".dropna(subset=[target])": "", "df[target].to_numpy": "df[target].dropna().to_numpy"},
    """The rows without a target were left out in y, and not in X, so X has more rows than y. Leave them out
    before you take X and y from the table.""",
)
load_penguins.misconception.edit(
    "penguins_gaps_as_zeros",
    {"inputs.mean(numeric_only=True)": "dict.fromkeys(inputs.select_dtypes('number'), 0)"},
    "The missing numbers became 0. The mean of the column is asked.",
)
load_penguins.misconception.edit(
    "texts_not_in_x",
    {"pd.get_dummies(inputs, dummy_na=True)": "inputs.select_dtypes('number')"},
    "X has the columns of numbers only. The texts should be there, too, as columns of 0 and 1.",
)
load_penguins.misconception.edit(
    "year_as_a_category",
    {
        "inputs, dummy_na=True": (
            "inputs, dummy_na=True, columns=[x for x in columns if x == 'year' or not is_numbers(df[x])]"
        )
    },
    "The year was taken for a category: each year got a column of its own. It is a column of numbers.",
)
load_penguins.misconception.edit(
    "penguins_in_float64",
    {
        'inputs.to_numpy(dtype="float32")': "inputs.to_numpy(dtype=float)",
        'df[target].to_numpy(dtype="float32")': "df[target].to_numpy(dtype=float)",
    },
    "The tensors are in float64, the dtype in which NumPy and pandas compute. The task asks for float32.",
)
load_penguins.misconception.edit(
    "target_of_the_example",
    {"subset=[target]": "subset=['body_mass_g']", "df[target]": "df['body_mass_g']"},
    "y has the column body_mass_g, as in the example, whatever `target` is. Take the column `target`.",
)


@load_penguins.misconception
def kinds_at_their_places(columns, target):
    """The new columns are where their column of texts was. In X, all columns of numbers should come first."""
    df = pd.read_csv("penguins.csv").dropna(subset=[target])
    return to_tensors(at_their_places(fill_with_means(df[columns])), df[target])


@load_penguins.misconception
def kinds_not_sorted(columns, target):
    """The columns for the texts of a column come in the order in which the texts first appear in the file.
    They should be sorted.
    """
    df = pd.read_csv("penguins.csv").dropna(subset=[target])
    return to_tensors(texts_not_sorted(fill_with_means(df[columns])), df[target])


@load_penguins.misconception
def other_labels(columns, target):
    """The new columns have other labels of rows than the numbers. `pd.concat` puts together what has the same
    label, and makes further rows of the rest, with NaN in them. Give the new columns the index of the table.
    """
    df = pd.read_csv("penguins.csv").dropna(subset=[target])
    return to_tensors(labels_do_not_match(fill_with_means(df[columns])), df[target])


load_penguins.hint("Which rows does df[target].notna() mark?")
load_penguins.hint("The inputs and the targets should be of the same rows: leave rows out before you split.")
