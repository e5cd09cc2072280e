"""Exercise 08: data preprocessing with pandas, or the way from a file to tensors.

Fill in the functions below, then run

    grade exercise_08.py

as often as you like. You do not have to finish all of them first: each function is graded
separately. Replace `raise NotImplementedError` with your own code. Helper functions are welcome,
and one task may call your solution of another. The exercise needs pandas: `pip install pandas`.

What holds for all tasks, unless a task says something else:

- A table is a DataFrame of pandas. It has at least one row and two columns. The names of the columns
  are texts, and all of them differ. The index has the labels of the rows: ints, all different.
- A column holds finite numbers (dtype int64 or float64) or texts (dtype str; before pandas 3, object).
  Each column has at least one value. Other values may be missing: where `isna()` gives True, in columns
  of float64 and of texts.
- Do not change the tables and lists that you are given. Return new tables, which may share memory with
  those that you are given.
- A table that you return, and the targets of task 2, have the index of the table that you are given.
  The names, the order and the dtypes of the columns are graded; any dtype of pandas for texts is right.
  No two columns of a right result have the same name. The name of a Series is not graded.
- A CSV file has the names of the columns in its first line, then a line for each row. Commas are
  between the values, and NA is written where a value is missing. No text and no name has a comma, a
  quote or a line break. No text is empty, or is True, False, NA, nan or the like.
- Arguments are always valid. Small differences from rounding do not count as mistakes.
"""

import numpy as np
import pandas as pd
import torch
from torch import Tensor

# 1 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Write df to the file `path`, as a CSV file. The labels of the rows are not written. If there is such
# a file already, replace it. Then read the file with pandas, and return the table that you have read.
# It has the index 0, 1, 2 and so on. A CSV file keeps no dtypes: the texts "7" and "12" come back as
# numbers. The file is graded, too: the names and the values in it, as pandas reads them, and that NA is
# written where a value is missing. In the example, its second line is `NA,Pave,127500`.
#
#     df = pd.DataFrame({"NumRooms": [None, 2, 4, None], "Alley": ["Pave", None, None, None]})
#     df["Price"] = [127500, 106000, 178100, 140000]
#     write_and_read(df, "house_tiny.csv")["Price"].tolist()  ->  [127500, 106000, 178100, 140000]


def write_and_read(df: pd.DataFrame, path: str) -> pd.DataFrame:
    """Write df to the CSV file `path`, and return the table that pandas reads from this file."""
    raise NotImplementedError


# 2 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The last column of a table is what a model should predict: the targets. The other columns are its
# inputs. Return the inputs as a table, and the targets as a Series. Tables differ in how many columns
# they have, so count from the end: `iloc` also takes negative positions.
#
#     inputs, targets = split(pd.DataFrame({"a": [1, 2], "b": [3, 4], "c": [5, 6]}))
#     inputs.values.tolist()  ->  [[1, 3], [2, 4]]
#     targets.tolist()  ->  [5, 6]


def split(df: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """All columns of df but the last one as a table, and the last one as a Series."""
    raise NotImplementedError


# 3 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Fill the gaps in the columns of numbers. A missing number becomes the mean of the numbers that its
# own column has. Columns of texts stay as they are, and so do their gaps. Older books do this with
# `df.fillna(df.mean())`. Since pandas 2, this raises a TypeError if a column holds texts.
#
#     df = pd.DataFrame({"a": [1.0, None, 3.0], "b": ["x", None, "y"]})
#     fill_with_means(df)["a"].tolist()         ->  [1.0, 2.0, 3.0]
#     fill_with_means(df)["b"].isna().tolist()  ->  [False, True, False]


def fill_with_means(df: pd.DataFrame) -> pd.DataFrame:
    """A table like df, in which the mean of its column stands for each missing number."""
    raise NotImplementedError


# 4 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A model computes with numbers. First come the columns of numbers, in their order and unchanged: ints
# stay ints. Then each column of texts, in their order, is replaced by several: one for each different
# text in it, the texts sorted as `sorted` does, and after these one for missing values, also if nothing
# is missing. They hold 1.0 in the rows that have this text, and 0.0 in the others, in float64. The
# column for the text x of a column a has the name a_x, and the one for missing values has the name
# a_nan. `pd.get_dummies` makes such columns, but by default none for missing values. Since pandas 2
# they hold True and False.
#
#     df = pd.DataFrame({"a": ["x", None, "x"], "n": [5.5, 6.5, 7.5]})
#     one_hot(df).values.tolist()  ->  [[5.5, 1.0, 0.0], [6.5, 0.0, 1.0], [7.5, 1.0, 0.0]]
#     list(one_hot(df)) == ["n", "a_x", "a_nan"]  ->  True


def one_hot(df: pd.DataFrame) -> pd.DataFrame:
    """A table with the columns of numbers of df, then columns of 0.0 and 1.0 for its texts."""
    raise NotImplementedError


# 5 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Make tensors in float32 of a table and a Series. The table may have only one column. Each of its
# columns holds numbers, or it holds True and False, which become 1 and 0. The Series holds numbers. It
# has as many rows as the table, perhaps with other labels. In neither is anything missing. If columns
# of numbers and of bools are side by side, `inputs.values` is an array of Python objects, and
# `torch.tensor` raises a TypeError for it.
#
#     X, y = to_tensors(pd.DataFrame({"a": [1, 2], "b": [True, False]}), pd.Series([3, 4]))
#     X  ->  tensor([[1., 1.], [2., 0.]])
#     y  ->  tensor([3., 4.])


def to_tensors(inputs: pd.DataFrame, targets: pd.Series) -> tuple[Tensor, Tensor]:
    """X, shape (rows, columns), and y, shape (rows,), both in float32."""
    raise NotImplementedError


# 6 ─────────────────────────────────────────────────────────────────────────────────────────────────
# How much of a table is there? Count the missing values of each column. Return a Series of ints
# (int64), whose index has the names of the columns, in their order.
#
#     df = pd.DataFrame({"a": [1.0, None, None], "b": ["x", None, "y"], "c": [1, 2, 3]})
#     count_missing(df).tolist()  ->  [2, 1, 0]


def count_missing(df: pd.DataFrame) -> pd.Series:
    """How many values are missing in each column of df: a Series of ints."""
    raise NotImplementedError


# 7 ─────────────────────────────────────────────────────────────────────────────────────────────────
# A column with few values may be of no use. Return a new table without the column that has the most
# missing values. If several columns have the most, leave out the first of them only. At least one
# value of df is missing. The table df itself keeps all of its columns.
#
#     df = pd.DataFrame({"a": ["x", "y"], "b": [None, 4.5], "c": [2, 3]})
#     list(without_emptiest(df)) == ["a", "c"]  ->  True


def without_emptiest(df: pd.DataFrame) -> pd.DataFrame:
    """A new table without the column of df that has the most missing values."""
    raise NotImplementedError


# 8 ─────────────────────────────────────────────────────────────────────────────────────────────────
# Leave out the same column of such a table, but in the given table itself: after the call, df does not
# have the column any more. All else stays as it is. What you return does not matter.
#
#     df = pd.DataFrame({"a": [1.0, None], "b": [2, 3]})
#     drop_emptiest(df)
#     df.values.tolist()  ->  [[2], [3]]


def drop_emptiest(df: pd.DataFrame) -> None:
    """Drop the column with the most missing values, the first one of several, from df itself."""
    raise NotImplementedError


# 9 ─────────────────────────────────────────────────────────────────────────────────────────────────
# The whole way, from a file to tensors. Read the CSV file `path`. Columns that pandas reads as numbers
# are columns of numbers. The last column has the targets. It holds numbers, and none is missing. Of all
# other columns make X: fill missing numbers as in task 3, and replace the texts as in task 4, so that
# the columns of numbers come first. X and y are float32.
#
#     df = pd.DataFrame({"a": ["x", None, "z"], "n": [1.5, None, 2.5], "t": [7, 8, 9]})
#     df.to_csv("small.csv", index=False, na_rep="NA")
#     X, y = load_table("small.csv")
#     X  ->  tensor([[1.5, 1., 0., 0.], [2., 0., 0., 1.], [2.5, 0., 1., 0.]])


def load_table(path: str) -> tuple[Tensor, Tensor]:
    """X, shape (rows, columns), and y, shape (rows,), in float32, from the CSV file `path`."""
    raise NotImplementedError


# 10 ────────────────────────────────────────────────────────────────────────────────────────────────
# A model was trained on the table train, and should predict for the rows of the table new. The gaps
# of new are to be filled with what was known in training: the means of the columns of *train*. (Means
# of new would depend on which rows happen to come together, and one row alone may have none.) The
# tables have the same columns, in the same order. A column of numbers in one is a column of numbers in
# the other, but one may have int64 and the other float64. Columns of texts stay as they are. In new, a
# column of float64 may be missing as a whole.
#
#     train = pd.DataFrame({"a": [1.0, None, 5.0], "b": [2, 3, 10]})
#     new = pd.DataFrame({"a": [7.0, None], "b": [None, 4.0]})
#     fill_from_training(train, new).values.tolist()  ->  [[7.0, 5.0], [3.0, 4.0]]


def fill_from_training(train: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """A table like new, in which the mean of the column of train stands for each missing number."""
    raise NotImplementedError


# 11 ────────────────────────────────────────────────────────────────────────────────────────────────
# A model has a weight for each column that it was trained with. So replace the texts of new as in
# task 4, but in such a way that the result has exactly the columns of one_hot(train), in their order.
# A text that only train has gets a column of 0.0. For a text that only new has there is no column:
# such a row has 0.0 in all columns that stand for the texts of this column of new, also in that for
# missing values. The two tables have the same columns, in the same order, and with the same dtypes.
#
#     train = pd.DataFrame({"n": [1.5, 2.5], "a": ["x", "y"]})
#     new = pd.DataFrame({"n": [3.5, 4.5, 5.5], "a": ["y", "w", None]})
#     one_hot_from_training(train, new).values.tolist()
#         ->  [[3.5, 0.0, 1.0, 0.0], [4.5, 0.0, 0.0, 0.0], [5.5, 0.0, 0.0, 1.0]]


def one_hot_from_training(train: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The table new with texts replaced by columns of 0.0 and 1.0, those that one_hot(train) has."""
    raise NotImplementedError


# 12 ────────────────────────────────────────────────────────────────────────────────────────────────
# The file penguins.csv has what was measured of 344 penguins: texts in the columns species, island
# and sex, and numbers in bill_length_mm, bill_depth_mm, flipper_length_mm, body_mass_g and year. Read
# it from the current folder. A model should predict the column of numbers `target` from some others:
# `columns` is a list of their names, at least one, all different, and the target is not among them.
# First leave out the rows whose target is missing: a model cannot learn from these. Then make X of the
# rows that are left, and of the columns in the order of the list. Fill missing numbers and replace
# texts as in task 9, so that the columns of numbers come first. y has the targets.
#
#     X, y = load_penguins(["species", "bill_length_mm"], "body_mass_g")
#     X[:2]  ->  tensor([[39.1, 1., 0., 0., 0.], [39.5, 1., 0., 0., 0.]])
#     tuple(X.shape)  ->  (342, 5)
#     y[:3]  ->  tensor([3750., 3800., 3250.])


def load_penguins(columns: list[str], target: str) -> tuple[Tensor, Tensor]:
    """X, shape (rows, numbers in a row), and y, shape (rows,), in float32, from penguins.csv."""
    raise NotImplementedError
