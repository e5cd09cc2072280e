"""Exercise 8: data preprocessing with pandas.

Fill in the functions below, then run

    grade exercise_08.py

as often as you like. Each function is graded separately.

What holds for all tasks, unless a task says something else:

- df is a table, a DataFrame of pandas. Its columns hold numbers or texts, and values may be missing.
- Do not change the tables that you are given.
- houses.csv and gardens.csv are tables beside this file, and hold NA where a value is missing.
"""

import pandas as pd
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Write the table to the file `path` as CSV: first a line with the names of the columns, then a line for each
# row, without its number. Where a value is missing, write NA. Then read the file, and return that table.
#
#     through_csv(pd.DataFrame({"a": [1, 2]}), "new.csv")["a"].tolist()  ->  [1, 2]
#
# The file then has the three lines a, 1 and 2.


def through_csv(df: pd.DataFrame, path: str) -> pd.DataFrame:
    """Write df to the CSV file `path`, and return the table that pandas reads from it."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The last column of a table is what a model should predict. Split the table: return all other columns as a
# table, and the last one as a Series. The number of columns differs from table to table.
#
#     inputs, targets = split(pd.DataFrame({"a": [1, 2], "b": [3, 4]}))
#     targets.tolist()  ->  [3, 4]


def split(df: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """All columns of df but the last as a table, and the last as a Series."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Fill the missing numbers of each column with the mean of that column. Texts stay as they are, also missing
# ones. Return a new table.
#
#     filled(pd.DataFrame({"a": [1.0, None, 3.0]}))["a"].tolist()  ->  [1.0, 2.0, 3.0]


def filled(df: pd.DataFrame) -> pd.DataFrame:
    """A table like df, whose missing numbers are the means of their columns."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Models need numbers. Replace each column of texts with a column for each of its texts, and one for missing
# ones. They hold 1.0 where the row has this text, and 0.0 elsewhere. Columns of numbers stay, and come first.
# The names and the order are those of `pd.get_dummies`.
#
#     one_hot(pd.DataFrame({"a": ["x", None]})).values.tolist()  ->  [[1.0, 0.0], [0.0, 1.0]]


def one_hot(df: pd.DataFrame) -> pd.DataFrame:
    """df with columns of 0.0 and 1.0 in place of its columns of texts."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Make tensors in float32 of a table and a Series. The columns of the table hold numbers or True and
# False, and nothing is missing.
#
#     X, y = to_tensors(pd.DataFrame({"a": [1, 2], "b": [True, False]}), pd.Series([3, 4]))
#     X  ->  tensor([[1., 1.], [2., 0.]])


def to_tensors(inputs: pd.DataFrame, targets: pd.Series) -> tuple[Tensor, Tensor]:
    """X, shape (rows, columns), and y, shape (rows,), in float32."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Count the missing values of each column: return a Series with the names of the columns as its index.
#
#     missing(pd.DataFrame({"a": [1.0, None], "b": ["x", "y"]})).tolist()  ->  [1, 0]


def missing(df: pd.DataFrame) -> pd.Series:
    """How many values are missing in each column of df: a Series of ints."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Drop the column with the most missing values: return a table without it. If several columns have the most,
# drop the first of them.
#
#     without_worst(pd.DataFrame({"a": [1.0, None], "b": [2, 3]}))["b"].tolist()  ->  [2, 3]


def without_worst(df: pd.DataFrame) -> pd.DataFrame:
    """A new table without the column of df that has the most missing values."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Drop the same column from the table itself. What you return does not matter.
#
#     df = pd.DataFrame({"a": [1.0, None], "b": [2, 3]})
#     drop_worst(df)
#     df.values.tolist()  ->  [[2], [3]]


def drop_worst(df: pd.DataFrame) -> None:
    """Drop the column with the most missing values, the first of several, in df itself."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The whole path. Read the CSV file. The last column is the target. Fill missing numbers of the other columns
# with the means of their columns, replace texts as in task 4, and return tensors in float32.
#
#     X, y = load("houses.csv")
#     X  ->  tensor([[3., 1., 0.], [2., 0., 1.], [4., 0., 1.], [3., 0., 1.]])


def load(path: str) -> tuple[Tensor, Tensor]:
    """X, shape (rows, columns), and y, shape (rows,), from the CSV file `path`."""
    raise NotImplementedError
