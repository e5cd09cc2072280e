"""Data preprocessing: CSV files, missing values, categories, and the way to tensors. D2L 2.2."""

import csv

import numpy as np
import pandas as pd
import torch

from grader.course import Exercise, each

exercise = Exercise(
    "Data preprocessing with pandas", knows={"pd": "pandas"}, data=("houses.csv", "gardens.csv")
)

TABLES = (
    pd.DataFrame(
        {
            "NumRooms": [None, 2.0, 4.0, None],
            "Alley": ["Pave", None, None, None],
            "Price": [127500.5, 106000.0, 178100.0, 140000.0],
        }
    ),
    pd.DataFrame(
        {"Rooms": [1.0, 2.5, None, 3.0], "Garden": [None, "big", "small", "big"], "Rent": [1, 2, 3, 5]}
    ),
    pd.DataFrame(
        {"x": [3.0, None], "y": [None, None], "z": ["a", "b"], "u": ["c", None], "v": [7, 8]}
    ).astype({"y": "float64"}),
    pd.DataFrame(
        {"Kind": ["b", "a", "b", "c"], "Size": [1.5, None, None, 6.0], "Cost": [1.0, 2.0, 4.0, None]}
    ),
    pd.DataFrame({"Size": [3, 1, 2], "Cost": [1.5, 2.5, 4.5]}, index=[10, 20, 30]),
)
TABLE = each(*TABLES)


# ── 1 ───────────────────────────────────────────────────────────────────────────────────────────────
PLAIN = [table.reset_index(drop=True) for table in TABLES]
TEXTS_OF_DIGITS = pd.DataFrame({"Street": ["a", "b"], "Number": ["7", "12"]})
"""Read back, its numbers are ints."""


@exercise.task(
    inputs={"df": each(TEXTS_OF_DIGITS, *PLAIN), "path": each("new.csv", "b.csv")},
    seen_as="(result, open(path).read().splitlines())",
)
def through_csv(df, path):
    df.to_csv(path, index=False, na_rep="NA")
    return pd.read_csv(path)


@through_csv.right
def row_by_row(df, path):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(df.columns)
        for row in df.astype(object).where(df.notna(), "NA").itertuples(index=False):
            writer.writerow(row)
    return pd.read_csv(path)


@through_csv.right
def as_one_text(df, path):
    with open(path, "w") as file:
        file.write(df.to_csv(index=False, na_rep="NA"))
    with open(path) as file:
        return pd.read_csv(file)


@through_csv.right
def set_index_first(df, path):
    df.set_index(df.columns[0]).to_csv(path, na_rep="NA")
    return pd.read_csv(path, na_values=["NA"])


@through_csv.misconception
def with_numbers_of_rows(df, path):
    """`to_csv` also writes the numbers of the rows, and you read them back as a column. Use `index=False`."""
    df.to_csv(path, na_rep="NA")
    return pd.read_csv(path)


@through_csv.misconception
def gaps_are_empty(df, path):
    """Missing values were written as nothing. NA is asked: `na_rep="NA"`."""
    df.to_csv(path, index=False)
    return pd.read_csv(path)


@through_csv.misconception
def na_read_as_a_text(df, path):
    """You read NA as a text, so the numbers beside it are texts, too. By default, it is read as missing."""
    df.to_csv(path, index=False, na_rep="NA")
    return pd.read_csv(path, keep_default_na=False)


@through_csv.misconception
def without_names(df, path):
    """The names of the columns are missing in the file, so its first row was read as names."""
    df.to_csv(path, index=False, header=False, na_rep="NA")
    return pd.read_csv(path)


through_csv.misconception.edit(
    "not_read",
    {"pd.read_csv(path)": "df"},
    "You returned the table that you were given. Return the one that pandas reads from the file.",
)

through_csv.hint("to_csv has the arguments index and na_rep.")


# ── 2 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"df": TABLE})
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
def by_drop(df):
    name = df.columns[-1]
    return df.drop(columns=name), df.loc[:, name]


@split.misconception
def always_two_columns(df):
    """You took the first two columns, and the third. Tables differ: count from the end."""
    return df.iloc[:, 0:2], df.iloc[:, 2]


@split.misconception
def rows_for_columns(df):
    """You split off the last *row*. The first index of `iloc` is that of rows: `iloc[:, -1]`."""
    return df.iloc[:-1], df.iloc[-1]


@split.misconception
def targets_as_a_table(df):
    """`iloc[:, -1:]` is a table with one column. `iloc[:, -1]` is a Series."""
    return df.iloc[:, :-1], df.iloc[:, -1:]


@split.misconception
def target_among_the_inputs(df):
    """The target is still among the inputs, so a model could read it there. Leave out the last column."""
    return df, df.iloc[:, -1]


split.hint("iloc takes rows and columns by their numbers, also by negative ones.")


# ── 3 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"df": TABLE})
def filled(df):
    return df.fillna(df.mean(numeric_only=True))


@filled.right
def column_by_column(df):
    numbers = df.select_dtypes("number")
    return df.assign(**{name: numbers[name].fillna(numbers[name].mean()) for name in numbers})


@filled.right
def in_a_copy(df):
    new = df.copy()
    for name in new:
        if pd.api.types.is_numeric_dtype(new[name]) and new[name].hasnans:
            new.loc[new[name].isna(), name] = df[name].mean()
    return new


@filled.right
def by_where(df):
    def fill(column):
        return column.where(column.notna(), column.mean()) if column.dtype.kind in "if" else column

    return pd.DataFrame({name: fill(df[name]) for name in df})


@filled.misconception
def mean_of_texts(df):
    """`df.mean()` fails on columns of texts. `df.mean(numeric_only=True)` leaves them out."""
    return df.fillna(df.mean())


@filled.misconception
def with_zeros(df):
    """You filled the gaps with zeros. The task asks for the mean of the column."""
    return df.fillna(dict.fromkeys(df.select_dtypes("number"), 0.0))


@filled.misconception
def in_place(df):
    """You changed the table that you were given. Return a new one."""
    df.fillna(df.mean(numeric_only=True), inplace=True)
    return df


@filled.misconception
def one_mean_for_all(df):
    """You took one mean of all numbers of the table. Each column has its own."""
    mean = float(np.nanmean(df.select_dtypes("number").to_numpy(dtype=float)))
    return df.fillna(dict.fromkeys(df.select_dtypes("number"), mean))


@filled.misconception
def incomplete_rows_dropped(df):
    """You dropped the rows with missing values. Fill the gaps, so that no row is lost."""
    return df.dropna()


filled.hint("Which numbers does df.mean(numeric_only=True) give?")


# ── 4 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"df": TABLE})
def one_hot(df):
    return pd.get_dummies(df, dummy_na=True, dtype=float)


@one_hot.right
def numbers_and_texts_apart(df):
    numbers = df.select_dtypes("number")
    texts = [name for name in df if name not in numbers]
    if not texts:
        return df.copy()
    return pd.concat([numbers, pd.get_dummies(df[texts], dummy_na=True).astype("float64")], axis=1)


@one_hot.right
def by_hand(df):
    columns = {name: df[name] for name in df.select_dtypes("number")}
    for name in df:
        if name not in columns:
            for value in sorted(df[name].dropna().unique()):
                columns[f"{name}_{value}"] = (df[name] == value).astype(float)
            columns[f"{name}_nan"] = df[name].isna() * 1.0
    return pd.DataFrame(columns)


@one_hot.right
def bools_made_floats(df):
    new = pd.get_dummies(df, dummy_na=True)
    return new.astype({name: float for name in new if new[name].dtype == bool})


@one_hot.misconception
def no_column_for_gaps(df):
    """The columns for missing texts are not there: `dummy_na=True` makes them."""
    return pd.get_dummies(df, dtype=float)


@one_hot.misconception
def true_and_false(df):
    """Since pandas 2, `get_dummies` gives True and False. 1.0 and 0.0 are asked: `dtype=float`."""
    return pd.get_dummies(df, dummy_na=True)


@one_hot.misconception
def first_left_out(df):
    """`drop_first=True` leaves out a column of each category. All of them are asked."""
    return pd.get_dummies(df, dummy_na=True, drop_first=True, dtype=float)


@one_hot.misconception
def numbers_of_texts(df):
    """You numbered the texts. Then 2 is twice 1, which means nothing for texts: give each a column."""
    return df.assign(**{name: df[name].factorize()[0] * 1.0 for name in df.select_dtypes(exclude="number")})


one_hot.hint("Print pd.get_dummies(df), and look up dummy_na and dtype.")


# ── 5 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(
    inputs={
        "inputs": each(
            pd.DataFrame({"a": [1.5, 2.0, 4.0], "b_x": [True, False, True], "b_y": [False, True, False]}),
            pd.DataFrame({"a": [1, 2, 5], "b": [0.1, 0.2, 0.3]}, index=[4, 7, 9]),
            pd.DataFrame({"a_x": [True, False, False], "n": [7, 8, 9]}),
            pd.DataFrame({"a": [0.1, 0.25, -3.0]}),
        ),
        "targets": each(
            pd.Series([3, 4, 6]), pd.Series([0.1, -2.5, 1e6]), pd.Series([1, 2, 3], index=[4, 7, 9])
        ),
    },
)
def to_tensors(inputs, targets):
    X, y = inputs.to_numpy(dtype="float32"), targets.to_numpy(dtype="float32")
    return torch.from_numpy(X.copy()), torch.from_numpy(y.copy())


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


@to_tensors.misconception
def values_of_mixed_columns(inputs, targets):
    """Numbers beside True and False make an array of objects, and torch takes none. Use
    `inputs.to_numpy(dtype=float)`.
    """
    return torch.tensor(inputs.values).float(), torch.tensor(targets.values).float()


@to_tensors.misconception
def in_float64(inputs, targets):
    """NumPy computes in float64, and so do these tensors. float32 is asked."""
    return torch.tensor(inputs.to_numpy(dtype=float)), torch.tensor(targets.to_numpy(dtype=float))


@to_tensors.misconception
def columns_as_rows(inputs, targets):
    """Rows and columns are swapped. Each row of the table is a row of X."""
    return torch.tensor(inputs.to_numpy(dtype="float32").T), torch.tensor(targets.to_numpy(dtype="float32"))


@to_tensors.misconception
def targets_as_a_column(inputs, targets):
    """y has the shape (rows, 1). The shape (rows,) is asked."""
    y = torch.tensor(targets.to_numpy(dtype="float32"))
    return torch.tensor(inputs.to_numpy(dtype="float32")), y.reshape(-1, 1)


to_tensors.hint("to_numpy has an argument dtype.")


# ── 6 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"df": TABLE})
def missing(df):
    return df.isna().sum()


@missing.right
def all_but_the_present(df):
    return len(df) - df.count()


@missing.right
def one_after_another(df):
    return pd.Series({name: int(df[name].isnull().sum()) for name in df})


@missing.right
def by_shape(df):
    return df.apply(lambda column: column.shape[0] - column.dropna().shape[0])


@missing.misconception
def the_present_ones(df):
    """`count` counts the values that are *there*. Subtract it from `len(df)`, or sum `df.isna()`."""
    return df.count()


@missing.misconception
def in_each_row(df):
    """You counted in each row. `sum()` without `axis=1` counts in each column."""
    return df.isna().sum(axis=1)


@missing.misconception
def in_the_whole_table(df):
    """This is the number for the whole table. One for each column is asked: sum once."""
    return df.isna().sum().sum()


@missing.misconception
def compared_with_nan(df):
    """NaN equals nothing, not even itself, so `==` finds no missing value. Use `isna()`."""
    return (df == float("nan")).sum()


missing.hint("isna gives True where a value is missing, and True counts as 1.")


# ── 7 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"df": TABLE})
def without_worst(df):
    return df.drop(columns=df.isna().sum().idxmax())


@without_worst.right
def fewest_present(df):
    return df.drop(df.count().idxmin(), axis=1)


@without_worst.right
def keeps_the_others(df):
    gaps = [df[name].isnull().sum() for name in df]
    place = gaps.index(max(gaps))
    return df.iloc[:, [i for i in range(len(gaps)) if i != place]]


@without_worst.right
def deleted_from_a_copy(df):
    new = df.copy()
    del new[new.isna().mean().idxmax()]
    return new


@without_worst.misconception
def the_fullest(df):
    """`count` counts the values that are there, so `count().idxmax()` is the *fullest* column."""
    return df.drop(columns=df.count().idxmax())


@without_worst.misconception
def all_with_gaps(df):
    """`dropna(axis=1)` drops every column with a missing value. Only the one with the most is asked."""
    return df.dropna(axis=1)


@without_worst.misconception
def from_the_table_itself(df):
    """`inplace=True` changes the table that you were given. Return a new one."""
    df.drop(columns=df.isna().sum().idxmax(), inplace=True)
    return df


@without_worst.misconception
def among_the_rows(df):
    """`drop(name)` looks for a row with this name. `drop(columns=name)` drops a column."""
    return df.drop(df.isna().sum().idxmax())


without_worst.hint("idxmax gives the index of the largest number.")


# ── 8 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"df": TABLE})
def drop_worst(df):
    del df[df.isna().sum().idxmax()]


@drop_worst.right
def with_drop(df):
    df.drop(columns=df.count().idxmin(), inplace=True)


@drop_worst.right
def with_pop(df):
    return df.pop(df.isnull().sum().idxmax())


@drop_worst.right
def by_axis(df):
    df.drop(df.isna().mean().idxmax(), axis="columns", inplace=True)
    return df


@drop_worst.misconception
def not_in_place(df):
    """`drop` gives a new table, and leaves df as it is. `del df[name]` changes df itself."""
    return df.drop(columns=df.isna().sum().idxmax())


@drop_worst.misconception
def the_fullest_dropped(df):
    """`count` counts the values that are there, so `count().idxmax()` is the *fullest* column."""
    df.drop(columns=df.count().idxmax(), inplace=True)


@drop_worst.misconception
def emptied(df):
    """The column is still there, and all of it is missing. Drop it."""
    df[df.isna().sum().idxmax()] = None


@drop_worst.misconception
def rows_dropped(df):
    """`dropna` drops the *rows* with missing values. A column is asked."""
    df.dropna(inplace=True)


drop_worst.hint("What does df.drop change, and what does it return?")


# ── 9 ───────────────────────────────────────────────────────────────────────────────────────────────
@exercise.task(inputs={"path": each("houses.csv", "gardens.csv")})
def load(path):
    df = pd.read_csv(path)
    inputs, targets = df.iloc[:, :-1], df.iloc[:, -1]
    inputs = pd.get_dummies(inputs.fillna(inputs.mean(numeric_only=True)), dummy_na=True)
    X, y = inputs.to_numpy(dtype="float32"), targets.to_numpy(dtype="float32")
    return torch.tensor(X), torch.tensor(y)


@load.right
def categories_first(path):
    df = pd.get_dummies(pd.read_csv(path), dummy_na=True, dtype="float32")
    y = torch.tensor(df.pop("Price").to_numpy(), dtype=torch.float32)
    return torch.tensor(df.fillna(df.mean()).to_numpy(), dtype=torch.float32), y


@load.right
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


@load.right
def by_a_pipe(path):
    df = pd.read_csv(path)
    X = (
        df.drop(columns=df.columns[-1])
        .pipe(lambda table: table.fillna(table.mean(numeric_only=True)))
        .pipe(pd.get_dummies, dummy_na=True, dtype=float)
    )
    return torch.from_numpy(X.to_numpy()).float(), torch.from_numpy(df[df.columns[-1]].to_numpy()).float()


load.misconception.edit(
    "gaps_as_zeros",
    {"inputs.mean(numeric_only=True)": "dict.fromkeys(inputs.select_dtypes('number'), 0)"},
    "You filled missing numbers with 0. The mean of the column is asked.",
)
load.misconception.edit(
    "no_category_for_gaps",
    {", dummy_na=True": ""},
    "Missing texts have no column of their own. Use `dummy_na=True`.",
)
load.misconception.edit(
    "target_as_an_input",
    {"df.iloc[:, :-1], ": "df, "},
    "X has the target, too, so a model could read it there. Leave out the last column.",
)
load.misconception.edit(
    "everything_in_float64",
    {'inputs.to_numpy(dtype="float32")': "inputs.to_numpy(dtype=float)"},
    "X is in float64, which is what NumPy computes in. float32 is asked.",
)

load.hint("Do tasks 2 to 5, one after the other.")
