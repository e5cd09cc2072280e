"""Wrong solutions of exercise 08 by an author who saw only the starter.

math, torch, torch.nn.functional as F, Tensor, numpy as np and pandas as pd are imported for them.
"""

WRONG: list[tuple[str, str, str]] = [
    # ── write_and_read ────────────────────────
    (
        "write_and_read",
        "forgets index=False, so the labels of the rows are written as a first column",
        """
def write_and_read(df, path):
    df.to_csv(path, na_rep="NA")
    return pd.read_csv(path)
""",
    ),
    (
        "write_and_read",
        "forgets na_rep, so nothing is written where a value is missing",
        """
def write_and_read(df: pd.DataFrame, path: str) -> pd.DataFrame:
    df.to_csv(path, index=False)
    data = pd.read_csv(path)
    return data
""",
    ),
    (
        "write_and_read",
        "writes the file, but returns df in place of the table that was read",
        """
def write_and_read(df, path):
    df.to_csv(path, index=False, na_rep="NA")
    return df
""",
    ),
    (
        "write_and_read",
        "opens the file for appending, so a file that is there already grows",
        """
def write_and_read(df, path):
    df.to_csv(path, mode="a", index=False, na_rep="NA")
    return pd.read_csv(path)
""",
    ),
    (
        "write_and_read",
        "gives the table the old dtypes again, so the texts 7 and 12 do not become numbers",
        """
def write_and_read(df, path):
    df.to_csv(path, index=False, na_rep="NA")
    back = pd.read_csv(path)
    return back.astype(df.dtypes.to_dict())
""",
    ),
    (
        "write_and_read",
        "reads the first column as the labels of the rows, though these were not written",
        """
def write_and_read(df, path):
    df.to_csv(path, index=False, na_rep="NA")
    return pd.read_csv(path, index_col=0)
""",
    ),
    (
        "write_and_read",
        "gives the table the old index, not 0, 1, 2 AND leaves the places of missing values empty",
        """
def write_and_read(df, path):
    df.to_csv(path, index=False)
    data = pd.read_csv(path)
    data.index = df.index
    return data
""",
    ),
    (
        "write_and_read",
        "reads with keep_default_na=False, so NA comes back as a text",
        """
def write_and_read(df, path):
    with open(path, "w") as f:
        f.write(df.to_csv(index=False, na_rep="NA"))
    with open(path) as f:
        return pd.read_csv(f, keep_default_na=False)
""",
    ),
    (
        "write_and_read",
        "does not replace a file that is there already, but reads the old one",
        """
import os

def write_and_read(df, path):
    if not os.path.exists(path):
        df.to_csv(path, index=False, na_rep="NA")
    return pd.read_csv(path)
""",
    ),
    (
        "write_and_read",
        "str() writes nan and None where NA should be AND df.values makes the ints floats if all is numbers",
        """
def write_and_read(df, path):
    with open(path, "w", encoding="utf-8") as f:
        f.write(",".join(df.columns) + "\\n")
        for row in df.values.tolist():
            f.write(",".join([str(v) for v in row]) + "\\n")
    return pd.read_csv(path)
""",
    ),
    (
        "write_and_read",
        "puts semicolons between the values, as spreadsheets in some countries do",
        """
def write_and_read(df, path):
    df.to_csv(path, sep=";", index=False, na_rep="NA")
    return pd.read_csv(path, sep=";")
""",
    ),
    # ── split ─────────────────────────────────
    (
        "split",
        "takes the positions of the book, which fit a table with three columns only",
        """
def split(df):
    inputs, targets = df.iloc[:, 0:2], df.iloc[:, 2]
    return inputs, targets
""",
    ),
    (
        "split",
        "a slice for the targets gives a table with one column, not a Series",
        """
def split(df):
    return df.iloc[:, :-1], df.iloc[:, -1:]
""",
    ),
    (
        "split",
        "pop takes the column out of the caller's table",
        """
def split(df):
    targets = df.pop(df.columns[-1])
    return df, targets
""",
    ),
    (
        "split",
        "with loc the end of a slice is included, so the targets are among the inputs",
        """
def split(df):
    last = df.columns[-1]
    return df.loc[:, :last], df[last]
""",
    ),
    (
        "split",
        "renumbers the rows of the inputs AND squeeze makes a plain number of the targets of one row",
        """
def split(df):
    inputs = df.iloc[:, :-1].reset_index(drop=True)
    targets = df.iloc[:, [-1]].squeeze()
    return inputs, targets
""",
    ),
    (
        "split",
        "goes by way of one array, which loses the names, the index and the dtypes",
        """
def split(df):
    data = df.values
    X, y = data[:, :-1], data[:, -1]
    return pd.DataFrame(X), pd.Series(y)
""",
    ),
    (
        "split",
        "splits off the last row, as with a list of lists",
        """
def split(df):
    return df[:-1], df.iloc[-1]
""",
    ),
    (
        "split",
        "counts the columns from 1, so the first input is lost AND builds a table without the old index",
        """
def split(df):
    n = df.shape[1]
    columns = {}
    for j in range(1, n - 1):
        columns[df.columns[j]] = df.iloc[:, j].tolist()
    return pd.DataFrame(columns), df.iloc[:, n - 1]
""",
    ),
    # ── fill_with_means ───────────────────────
    (
        "fill_with_means",
        "takes the line of older books, which raises a TypeError if a column holds texts",
        """
def fill_with_means(df):
    return df.fillna(df.mean())
""",
    ),
    (
        "fill_with_means",
        "fills the caller's own table",
        """
def fill_with_means(df):
    df.fillna(df.mean(numeric_only=True), inplace=True)
    return df
""",
    ),
    (
        "fill_with_means",
        "one mean of all numbers of the table stands in every column",
        """
def fill_with_means(df):
    numbers = df.select_dtypes("number")
    mean = np.nanmean(numbers.to_numpy())
    return df.fillna({c: mean for c in numbers.columns})
""",
    ),
    (
        "fill_with_means",
        "takes the mean of the row, not that of the column",
        """
def fill_with_means(df):
    out = df.copy()
    row_means = df.mean(axis=1, numeric_only=True)
    for c in df.select_dtypes("number").columns:
        out[c] = df[c].fillna(row_means)
    return out
""",
    ),
    (
        "fill_with_means",
        "divides by the number of all rows, so gaps count as zeros in the mean",
        """
def fill_with_means(df):
    out = df.copy()
    for c in df.columns:
        if pd.api.types.is_numeric_dtype(df[c]):
            mean = df[c].sum() / len(df)
            out[c] = df[c].fillna(mean)
    return out
""",
    ),
    (
        "fill_with_means",
        "fills the gaps of texts as well, with the most frequent text",
        """
def fill_with_means(df):
    out = df.copy()
    for c in df:
        if df[c].dtype.kind in "if":
            out[c] = df[c].fillna(df[c].mean())
        else:
            out[c] = df[c].fillna(df[c].mode()[0])
    return out
""",
    ),
    (
        "fill_with_means",
        "a second name for df is no copy, so the caller's table changes AND columns of ints become floats",
        """
def fill_with_means(df):
    filled = df
    for name in filled.select_dtypes(include="number").columns:
        column = filled[name].astype(float)
        filled[name] = column.fillna(column.mean())
    return filled
""",
    ),
    (
        "fill_with_means",
        "puts the columns of numbers in front of those of texts AND takes the median",
        """
def fill_with_means(df):
    numbers = df.select_dtypes(include="number")
    others = df.select_dtypes(exclude="number")
    return pd.concat([numbers.fillna(numbers.median()), others], axis=1)
""",
    ),
    (
        "fill_with_means",
        "looks for gaps with == np.nan, which is never true",
        """
def fill_with_means(df):
    out = df.copy()
    for c in out.select_dtypes("float64").columns:
        out.loc[out[c] == np.nan, c] = out[c].mean()
    return out
""",
    ),
    (
        "fill_with_means",
        "cuts off the decimals of the mean with int()",
        """
def fill_with_means(df):
    means = {}
    for c in df.select_dtypes("number"):
        means[c] = int(df[c].mean())
    return df.fillna(means)
""",
    ),
    (
        "fill_with_means",
        "the mean of an array with nan is nan, so nothing is filled AND the new table has no old index",
        """
def fill_with_means(df):
    cols = {}
    for c in df.columns:
        x = df[c].to_numpy()
        if x.dtype == np.float64:
            x = np.where(np.isnan(x), np.mean(x), x)
        cols[c] = x
    return pd.DataFrame(cols)
""",
    ),
    (
        "fill_with_means",
        "returns the columns of numbers only",
        """
def fill_with_means(df):
    num = df.select_dtypes("number")
    return num.fillna(num.mean())
""",
    ),
    # ── one_hot ───────────────────────────────
    (
        "one_hot",
        "get_dummies makes no column for missing values by default",
        """
def one_hot(df):
    return pd.get_dummies(df, dtype=float)
""",
    ),
    (
        "one_hot",
        "forgets the dtype, so the columns hold True and False",
        """
def one_hot(df):
    return pd.get_dummies(df, dummy_na=True)
""",
    ),
    (
        "one_hot",
        "turns the whole result into floats, also the columns of ints, which should be unchanged",
        """
def one_hot(df):
    return pd.get_dummies(df, dummy_na=True).astype(float)
""",
    ),
    (
        "one_hot",
        "makes the column for missing values only if a value is missing",
        """
def one_hot(df):
    parts = [df.select_dtypes("number")]
    for c in df.select_dtypes(exclude="number"):
        some = bool(df[c].isna().any())
        parts.append(pd.get_dummies(df[c], prefix=c, dummy_na=some, dtype=float))
    return pd.concat(parts, axis=1)
""",
    ),
    (
        "one_hot",
        "has the texts in the order in which they come first, not sorted",
        """
def one_hot(df):
    out = df.select_dtypes("number").copy()
    for c in df.select_dtypes(exclude="number").columns:
        for text in df[c].dropna().unique():
            out[f"{c}_{text}"] = df[c].isin([text]).astype(float)
        out[f"{c}_nan"] = df[c].isna().astype(float)
    return out
""",
    ),
    (
        "one_hot",
        "writes the text nan into the gaps, so its column is sorted among the texts and may be lacking",
        """
def one_hot(df):
    texts = df.select_dtypes(exclude="number").columns
    filled = df.copy()
    for c in texts:
        filled[c] = filled[c].fillna("nan")
    return pd.get_dummies(filled, columns=list(texts), dtype=float)
""",
    ),
    (
        "one_hot",
        "asks for all columns, so each number gets a column as well",
        """
def one_hot(df):
    return pd.get_dummies(df, columns=list(df.columns), dummy_na=True, dtype=float)
""",
    ),
    (
        "one_hot",
        "joins the names with a dot AND drop_first leaves out the first text of each column",
        """
def one_hot(df):
    return pd.get_dummies(df, prefix_sep=".", dummy_na=True, drop_first=True, dtype=float)
""",
    ),
    (
        "one_hot",
        "puts the new columns where the column of texts was AND holds them as ints",
        """
def one_hot(df):
    out = {}
    for c in df.columns:
        if pd.api.types.is_numeric_dtype(df[c]):
            out[c] = df[c]
            continue
        for t in sorted(df[c].dropna().unique()):
            out[c + "_" + t] = df[c].isin([t]).astype("int64")
        out[c + "_nan"] = df[c].isna().astype("int64")
    return pd.DataFrame(out)
""",
    ),
    (
        "one_hot",
        "the new columns have the index 0, 1, 2, and concat puts rows with the same label together",
        """
def one_hot(df):
    result = [df.select_dtypes("number")]
    for c in df.select_dtypes(exclude="number").columns:
        texts = sorted(df[c].dropna().unique())
        rows = []
        for v in df[c].tolist():
            gap = pd.isna(v)
            rows.append([float(not gap and v == t) for t in texts] + [float(gap)])
        names = [f"{c}_{t}" for t in texts] + [f"{c}_nan"]
        result.append(pd.DataFrame(rows, columns=names))
    return pd.concat(result, axis=1)
""",
    ),
    (
        "one_hot",
        "replaces each text by its number in the sorted list, in one column",
        """
def one_hot(df):
    out = df.select_dtypes("number").copy()
    for c in df.select_dtypes(exclude="number").columns:
        out[c] = pd.Categorical(df[c]).codes.astype(float)
    return out
""",
    ),
    (
        "one_hot",
        "names the columns by the texts alone, without the name of their column",
        """
def one_hot(df):
    parts = [df.select_dtypes("number")]
    for c in df.select_dtypes(exclude="number"):
        part = pd.get_dummies(df[c], dummy_na=True, dtype=float)
        part.columns = [str(x) for x in part.columns]
        parts.append(part)
    return pd.concat(parts, axis=1)
""",
    ),
    (
        "one_hot",
        "the code -1 of a missing value picks the last row of eye, so the last text has 1 there, too",
        """
def one_hot(df):
    blocks = [df.select_dtypes("number")]
    for c in df.select_dtypes(exclude="number"):
        cat = pd.Categorical(df[c])
        k = len(cat.categories)
        hot = np.eye(k)[cat.codes]
        hot = np.column_stack([hot, df[c].isna()])
        names = [f"{c}_{x}" for x in cat.categories] + [f"{c}_nan"]
        blocks.append(pd.DataFrame(hot, index=df.index, columns=names))
    return pd.concat(blocks, axis=1)
""",
    ),
    (
        "one_hot",
        "collects the texts of all columns together, and makes columns for all of them each time"
        " AND puts the column for missing values first",
        """
def one_hot(df):
    words = df.select_dtypes(exclude="number")
    vocab = sorted({v for c in words for v in words[c].dropna()})
    out = df.select_dtypes("number").copy()
    for c in words:
        out[c + "_nan"] = words[c].isna().astype(float)
        for w in vocab:
            out[c + "_" + w] = words[c].isin([w]).astype(float)
    return out
""",
    ),
    # ── to_tensors ────────────────────────────
    (
        "to_tensors",
        "inputs.values is an array of objects if bools and numbers are side by side",
        """
def to_tensors(inputs, targets):
    X = torch.tensor(inputs.values, dtype=torch.float32)
    y = torch.tensor(targets.values, dtype=torch.float32)
    return X, y
""",
    ),
    (
        "to_tensors",
        "the tensors have the dtype float64 of the arrays",
        """
def to_tensors(inputs, targets):
    X = torch.tensor(inputs.to_numpy(dtype=float))
    y = torch.tensor(targets.to_numpy(dtype=float))
    return X, y
""",
    ),
    (
        "to_tensors",
        "makes a column of y, shape (rows, 1)",
        """
def to_tensors(inputs, targets):
    X = torch.tensor(inputs.astype("float32").to_numpy())
    y = torch.tensor(targets.astype("float32").to_numpy()).reshape(-1, 1)
    return X, y
""",
    ),
    (
        "to_tensors",
        "makes a list of columns, so X is transposed",
        """
def to_tensors(inputs, targets):
    X = [inputs[c].tolist() for c in inputs.columns]
    y = targets.tolist()
    return torch.tensor(X, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)
""",
    ),
    (
        "to_tensors",
        "select_dtypes leaves out the columns of bools AND y is cut to ints with long, as for classes",
        """
def to_tensors(inputs, targets):
    numbers = inputs.select_dtypes(include="number")
    X = torch.tensor(numbers.to_numpy(), dtype=torch.float32)
    y = torch.tensor(targets.to_numpy(), dtype=torch.long)
    return X, y
""",
    ),
    (
        "to_tensors",
        "gives torch.tensor the Series itself, which fails if no row has the label 0",
        """
def to_tensors(inputs, targets):
    X = torch.tensor(inputs.astype(float).values, dtype=torch.float32)
    y = torch.tensor(targets, dtype=torch.float32)
    return X, y
""",
    ),
    (
        "to_tensors",
        "joins the columns one after the other, and reshapes this row by row",
        """
def to_tensors(inputs, targets):
    flat = np.concatenate([inputs[c].to_numpy(dtype=np.float32) for c in inputs])
    X = torch.from_numpy(flat.reshape(inputs.shape))
    y = torch.tensor(targets.to_numpy(dtype=np.float32))
    return X, y
""",
    ),
    (
        "to_tensors",
        "turns the inputs into ints to get rid of the bools, which cuts off decimals",
        """
def to_tensors(inputs, targets):
    X = torch.tensor(inputs.astype(int).values).float()
    y = torch.tensor(targets.values).float()
    return X, y
""",
    ),
    (
        "to_tensors",
        "squeezes X, so a table with one column or one row gives a vector",
        """
def to_tensors(inputs, targets):
    X = torch.tensor(inputs.to_numpy(dtype="float32")).squeeze()
    y = torch.tensor(targets.to_numpy(dtype="float32"))
    return X, y
""",
    ),
    (
        "to_tensors",
        "takes float16 on the way, which is too coarse AND squeezes y, so one row gives a scalar",
        """
def to_tensors(inputs, targets):
    X = torch.tensor(inputs.astype("float16").to_numpy()).float()
    y = torch.tensor(targets.to_numpy(dtype=float)).float()
    return X, y.squeeze()
""",
    ),
    # ── count_missing ─────────────────────────
    (
        "count_missing",
        "sums twice, which gives one number for the whole table",
        """
def count_missing(df):
    return df.isna().sum().sum()
""",
    ),
    (
        "count_missing",
        "counts the missing values of each row",
        """
def count_missing(df):
    return df.isna().sum(axis=1)
""",
    ),
    (
        "count_missing",
        "count gives the number of values that are there",
        """
def count_missing(df):
    return df.count()
""",
    ),
    (
        "count_missing",
        "looks at the columns of numbers only, as np.isnan cannot take texts",
        """
def count_missing(df):
    numbers = df.select_dtypes(include=["int64", "float64"])
    return np.isnan(numbers).sum()
""",
    ),
    (
        "count_missing",
        "leaves out the columns without gaps AND sorts by the counts",
        """
def count_missing(df):
    counts = df.isna().sum().sort_values(ascending=False)
    return counts[counts > 0]
""",
    ),
    (
        "count_missing",
        "gives the share of missing values, not their number",
        """
def count_missing(df):
    return df.isnull().mean()
""",
    ),
    (
        "count_missing",
        "says with 1 and 0 whether anything is missing",
        """
def count_missing(df):
    return df.isna().any().astype("int64")
""",
    ),
    (
        "count_missing",
        "the Series has the index 0, 1, 2 in place of the names AND holds floats",
        """
def count_missing(df):
    missing = np.zeros(df.shape[1])
    for j, name in enumerate(df.columns):
        for v in df[name]:
            if pd.isna(v):
                missing[j] += 1
    return pd.Series(missing)
""",
    ),
    (
        "count_missing",
        "subtracts the number of different values, so values that come twice count as missing",
        """
def count_missing(df):
    return len(df) - df.nunique()
""",
    ),
    # ── without_emptiest ──────────────────────
    (
        "without_emptiest",
        "leaves out all columns that have the most missing values",
        """
def without_emptiest(df):
    counts = df.isna().sum()
    return df.drop(columns=counts[counts == counts.max()].index)
""",
    ),
    (
        "without_emptiest",
        ">= takes the last of several columns with the most missing values",
        """
def without_emptiest(df):
    most, worst = 0, None
    for name in df.columns:
        n = df[name].isna().sum()
        if n >= most:
            most, worst = n, name
    return df.drop(columns=worst)
""",
    ),
    (
        "without_emptiest",
        "a second name for df is no copy, so del takes the column out of df itself",
        """
def without_emptiest(df):
    new = df
    del new[new.isna().sum().idxmax()]
    return new
""",
    ),
    (
        "without_emptiest",
        "leaves out each column in which a value is missing",
        """
def without_emptiest(df):
    return df.dropna(axis=1)
""",
    ),
    (
        "without_emptiest",
        "drop without axis looks for a row with this label",
        """
def without_emptiest(df):
    counts = df.isna().sum()
    return df.drop(counts.idxmax())
""",
    ),
    (
        "without_emptiest",
        "never raises the best count, so the last column with a gap is left out",
        """
def without_emptiest(df):
    best = 0
    drop = None
    for c in df.columns:
        n = int(df[c].isna().sum())
        if n > best:
            drop = c
    return df[[c for c in df.columns if c != drop]]
""",
    ),
    (
        "without_emptiest",
        "looks at the columns of numbers only AND takes the last one of several",
        """
def without_emptiest(df):
    counts = df.select_dtypes("number").isna().sum()
    worst = counts[counts == counts.max()].index[-1]
    return df.drop(columns=worst)
""",
    ),
    (
        "without_emptiest",
        "drop with inplace=True returns None",
        """
def without_emptiest(df):
    copy = df.copy()
    return copy.drop(columns=copy.isna().sum().idxmax(), inplace=True)
""",
    ),
    (
        "without_emptiest",
        "leaves out the rows with gaps as well AND renumbers the rows",
        """
def without_emptiest(df):
    worst = df.isna().sum().idxmax()
    rest = df.drop(columns=worst).dropna()
    return rest.reset_index(drop=True)
""",
    ),
    # ── drop_emptiest ─────────────────────────
    (
        "drop_emptiest",
        "gives the name df a new table, the caller's table stays as it is",
        """
def drop_emptiest(df):
    worst = df.isna().sum().idxmax()
    df = df.drop(columns=worst)
""",
    ),
    (
        "drop_emptiest",
        "drop without inplace returns a new table, which nobody takes",
        """
def drop_emptiest(df):
    counts = df.isna().sum()
    df.drop(counts.idxmax(), axis=1)
""",
    ),
    (
        "drop_emptiest",
        "drops all columns with gaps",
        """
def drop_emptiest(df: pd.DataFrame) -> None:
    df.dropna(axis="columns", inplace=True)
""",
    ),
    (
        "drop_emptiest",
        "computes the maximum anew after each del, so further columns go as well",
        """
def drop_emptiest(df):
    for c in list(df.columns):
        if df[c].isna().sum() == df.isna().sum().max():
            del df[c]
""",
    ),
    (
        "drop_emptiest",
        "empties the column, but it is still there",
        """
def drop_emptiest(df):
    df[df.isna().sum().idxmax()] = None
""",
    ),
    (
        "drop_emptiest",
        "takes the last one of several columns AND renumbers the rows of the caller's table",
        """
def drop_emptiest(df):
    counts = df.isna().sum()
    worst = counts.index[counts == counts.max()][-1]
    df.pop(worst)
    df.reset_index(drop=True, inplace=True)
""",
    ),
    (
        "drop_emptiest",
        "takes the first column that has any gap",
        """
def drop_emptiest(df):
    df.pop(df.isna().any().idxmax())
""",
    ),
    (
        "drop_emptiest",
        "drops the row with the most missing values",
        """
def drop_emptiest(df):
    df.drop(df.isna().sum(axis=1).idxmax(), inplace=True)
""",
    ),
    # ── load_table ────────────────────────────
    (
        "load_table",
        "one-hot before the targets are split off, so the last column is one of the texts",
        """
def load_table(path):
    df = pd.read_csv(path)
    df = df.fillna(df.mean(numeric_only=True))
    df = pd.get_dummies(df, dummy_na=True, dtype=float)
    data = torch.tensor(df.to_numpy(dtype=float), dtype=torch.float32)
    return data[:, :-1], data[:, -1]
""",
    ),
    (
        "load_table",
        "no column for missing texts",
        """
def load_table(path):
    df = pd.read_csv(path)
    inputs, targets = df.iloc[:, :-1], df.iloc[:, -1]
    inputs = inputs.fillna(inputs.mean(numeric_only=True))
    inputs = pd.get_dummies(inputs, dtype=float)
    X = torch.tensor(inputs.to_numpy(dtype=float), dtype=torch.float32)
    y = torch.tensor(targets.to_numpy(dtype=float), dtype=torch.float32)
    return X, y
""",
    ),
    (
        "load_table",
        "the tensors are float64, as in the book",
        """
def load_table(path):
    data = pd.read_csv(path)
    inputs, targets = data.iloc[:, :-1], data.iloc[:, -1]
    inputs = inputs.fillna(inputs.mean(numeric_only=True))
    inputs = pd.get_dummies(inputs, dummy_na=True)
    X = torch.tensor(inputs.to_numpy(dtype=float))
    y = torch.tensor(targets.to_numpy(dtype=float))
    return X, y
""",
    ),
    (
        "load_table",
        "fills missing numbers with 0 AND makes a column of y, shape (rows, 1)",
        """
def load_table(path):
    df = pd.read_csv(path)
    X = df.iloc[:, :-1]
    numbers = X.select_dtypes("number").fillna(0)
    texts = X.select_dtypes(exclude="number")
    parts = [numbers]
    for c in texts:
        parts.append(pd.get_dummies(texts[c], prefix=c, dummy_na=True, dtype=float))
    X = pd.concat(parts, axis=1).to_numpy(dtype=np.float32)
    y = df.iloc[:, -1:].to_numpy(dtype=np.float32)
    return torch.tensor(X), torch.tensor(y)
""",
    ),
    (
        "load_table",
        "leaves out the rows with gaps in place of filling them",
        """
def load_table(path):
    df = pd.read_csv(path).dropna()
    X = pd.get_dummies(df.iloc[:, :-1], dummy_na=True, dtype=float)
    y = df.iloc[:, -1]
    return (
        torch.tensor(X.to_numpy(dtype=np.float32)),
        torch.tensor(y.to_numpy(dtype=np.float32)),
    )
""",
    ),
    (
        "load_table",
        "reads the first column as the labels of the rows, so it is not in X",
        """
def load_table(path):
    df = pd.read_csv(path, index_col=0)
    inputs = df.iloc[:, :-1]
    inputs = inputs.fillna(inputs.mean(numeric_only=True))
    inputs = pd.get_dummies(inputs, dummy_na=True, dtype=float)
    X = torch.tensor(inputs.values.astype("float32"))
    y = torch.tensor(df.iloc[:, -1].values.astype("float32"))
    return X, y
""",
    ),
    (
        "load_table",
        "leaves the targets among the inputs",
        """
def load_table(path):
    df = pd.read_csv(path)
    y = torch.tensor(df.iloc[:, -1].to_numpy(dtype=float), dtype=torch.float32)
    df = df.fillna(df.mean(numeric_only=True))
    df = pd.get_dummies(df, dummy_na=True, dtype=float)
    X = torch.tensor(df.to_numpy(dtype=float), dtype=torch.float32)
    return X, y
""",
    ),
    (
        "load_table",
        "leaves the new columns where the texts were, not behind the numbers"
        " AND has the texts in the order in which they come first",
        """
def load_table(path):
    df = pd.read_csv(path)
    columns = []
    for name in df.columns[:-1]:
        col = df[name]
        if col.dtype.kind in "if":
            columns.append(col.fillna(col.mean()).tolist())
        else:
            for text in col.dropna().unique():
                columns.append([1.0 if v == text else 0.0 for v in col])
            columns.append([1.0 if pd.isna(v) else 0.0 for v in col])
    X = torch.tensor(columns, dtype=torch.float32).T
    y = torch.tensor(df.iloc[:, -1].tolist(), dtype=torch.float32)
    return X, y
""",
    ),
    (
        "load_table",
        "takes the name of the target from the example",
        """
def load_table(path):
    df = pd.read_csv(path)
    y = df["t"]
    X = df.drop(columns="t")
    X = X.fillna(X.mean(numeric_only=True))
    X = pd.get_dummies(X, dummy_na=True, dtype=float)
    X = torch.tensor(X.to_numpy(dtype=float), dtype=torch.float32)
    return X, torch.tensor(y.to_numpy(dtype=float), dtype=torch.float32)
""",
    ),
    (
        "load_table",
        "leaves out rows that come twice AND fills with the median",
        """
def load_table(path):
    df = pd.read_csv(path).drop_duplicates()
    inputs, targets = df.iloc[:, :-1], df.iloc[:, -1]
    inputs = inputs.fillna(inputs.median(numeric_only=True))
    inputs = pd.get_dummies(inputs, dummy_na=True, dtype=float)
    X = torch.tensor(inputs.to_numpy(dtype=float), dtype=torch.float32)
    y = torch.tensor(targets.to_numpy(dtype=float), dtype=torch.float32)
    return X, y
""",
    ),
    # ── fill_from_training ────────────────────
    (
        "fill_from_training",
        "fills with the means of new itself",
        """
def fill_from_training(train, new):
    return new.fillna(new.mean(numeric_only=True))
""",
    ),
    (
        "fill_from_training",
        "train.mean() raises a TypeError if a column holds texts",
        """
def fill_from_training(train, new):
    means = train.mean()
    return new.fillna(means)
""",
    ),
    (
        "fill_from_training",
        "takes the means of both tables together",
        """
def fill_from_training(train, new):
    both = pd.concat([train, new])
    return new.fillna(both.mean(numeric_only=True))
""",
    ),
    (
        "fill_from_training",
        "fillna with a table fills in the value that train has at the same row and column",
        """
def fill_from_training(train, new):
    filled = train.fillna(train.mean(numeric_only=True))
    return new.fillna(filled)
""",
    ),
    (
        "fill_from_training",
        "fills the caller's table new",
        """
def fill_from_training(train, new):
    means = train.mean(numeric_only=True)
    for c in means.index:
        new[c] = new[c].fillna(means[c])
    return new
""",
    ),
    (
        "fill_from_training",
        "takes the means of train only for columns that are missing as a whole",
        """
def fill_from_training(train, new):
    out = new.copy()
    for c in new.select_dtypes("number"):
        m = new[c].mean()
        if pd.isna(m):
            m = train[c].mean()
        out[c] = new[c].fillna(m)
    return out
""",
    ),
    (
        "fill_from_training",
        "leaves out a column that is missing as a whole",
        """
def fill_from_training(train, new):
    new = new.dropna(axis=1, how="all")
    return new.fillna(train.mean(numeric_only=True))
""",
    ),
    (
        "fill_from_training",
        "zip pairs the means with the first columns, also with those of texts",
        """
def fill_from_training(train, new):
    out = new.copy()
    means = train.mean(numeric_only=True)
    for c, m in zip(new.columns, means):
        if new[c].dtype == np.float64:
            out[c] = new[c].fillna(m)
    return out
""",
    ),
    (
        "fill_from_training",
        "divides the sums by the number of all rows of train AND writes into new itself",
        """
def fill_from_training(train, new):
    result = new
    for name in train.columns:
        if train[name].dtype.kind in "if":
            mean = train[name].sum() / len(train)
            result[name] = result[name].fillna(mean)
    return result
""",
    ),
    (
        "fill_from_training",
        "np.where makes floats of columns of ints AND the new table has no old index",
        """
def fill_from_training(train, new):
    cols = {}
    for c in new.columns:
        x = new[c].to_numpy()
        if x.dtype.kind in "if":
            x = np.where(np.isnan(x), np.nanmean(train[c].to_numpy()), x)
        cols[c] = x
    return pd.DataFrame(cols)
""",
    ),
    (
        "fill_from_training",
        "looks only at columns that hold floats in train, but new may have gaps where train has ints",
        """
def fill_from_training(train, new):
    means = train.select_dtypes("float64").mean()
    return new.fillna(means)
""",
    ),
    # ── one_hot_from_training ─────────────────
    (
        "one_hot_from_training",
        "makes the columns for the texts of new",
        """
def one_hot_from_training(train, new):
    return pd.get_dummies(new, dummy_na=True, dtype=float)
""",
    ),
    (
        "one_hot_from_training",
        "reindex without fill_value leaves NaN in the columns for texts that only train has",
        """
def one_hot_from_training(train, new):
    names = pd.get_dummies(train, dummy_na=True, dtype=float).columns
    hot = pd.get_dummies(new, dummy_na=True, dtype=float)
    return hot.reindex(columns=names)
""",
    ),
    (
        "one_hot_from_training",
        "makes missing values of the texts that only new has",
        """
def one_hot_from_training(train, new):
    parts = [new.select_dtypes("number")]
    for c in train.select_dtypes(exclude="number").columns:
        texts = sorted(train[c].dropna().unique())
        known = new[c].where(new[c].isin(texts))
        cat = pd.Series(pd.Categorical(known, categories=texts), index=new.index)
        parts.append(pd.get_dummies(cat, prefix=c, dummy_na=True, dtype=float))
    return pd.concat(parts, axis=1)
""",
    ),
    (
        "one_hot_from_training",
        "the fill value 0 makes int64 columns for texts that only train has",
        """
def one_hot_from_training(train, new):
    a = pd.get_dummies(train, dummy_na=True, dtype=float)
    b = pd.get_dummies(new, dummy_na=True, dtype=float)
    return b.reindex(columns=a.columns, fill_value=0)
""",
    ),
    (
        "one_hot_from_training",
        "encodes both tables together, so texts that only new has get columns"
        " AND takes the first rows, which are those of train",
        """
def one_hot_from_training(train, new):
    both = pd.concat([train, new])
    hot = pd.get_dummies(both, dummy_na=True, dtype=float)
    return hot.head(len(new))
""",
    ),
    (
        "one_hot_from_training",
        "keeps only the columns that both have",
        """
def one_hot_from_training(train, new):
    a = pd.get_dummies(train, dummy_na=True, dtype=float)
    b = pd.get_dummies(new, dummy_na=True, dtype=float)
    return b[[c for c in a.columns if c in b.columns]]
""",
    ),
    (
        "one_hot_from_training",
        "puts the names of train over the columns for the texts of new",
        """
def one_hot_from_training(train, new):
    hot = pd.get_dummies(new, dummy_na=True, dtype=float)
    hot.columns = pd.get_dummies(train, dummy_na=True, dtype=float).columns
    return hot
""",
    ),
    (
        "one_hot_from_training",
        "else gives unknown texts a 1 in the column for missing values AND the new columns have no old index",
        """
def one_hot_from_training(train, new):
    parts = [new.select_dtypes("number").reset_index(drop=True)]
    for c in train.select_dtypes(exclude="number").columns:
        texts = sorted(train[c].dropna().unique())
        hot = np.zeros((len(new), len(texts) + 1))
        for i, v in enumerate(new[c]):
            if v in texts:
                hot[i, texts.index(v)] = 1
            else:
                hot[i, -1] = 1
        names = [f"{c}_{t}" for t in texts] + [f"{c}_nan"]
        parts.append(pd.DataFrame(hot, columns=names))
    return pd.concat(parts, axis=1)
""",
    ),
    (
        "one_hot_from_training",
        "sorts all columns by name",
        """
def one_hot_from_training(train, new):
    a = pd.get_dummies(train, dummy_na=True, dtype=float)
    b = pd.get_dummies(new, dummy_na=True, dtype=float)
    names = sorted(set(a.columns))
    return b.reindex(columns=names, fill_value=0.0)
""",
    ),
    (
        "one_hot_from_training",
        "makes the columns for missing values only if train has gaps AND holds True and False",
        """
def one_hot_from_training(train, new):
    gaps = bool(train.isna().any().any())
    names = pd.get_dummies(train, dummy_na=gaps).columns
    hot = pd.get_dummies(new, dummy_na=True)
    return hot.reindex(columns=names, fill_value=False)
""",
    ),
    (
        "one_hot_from_training",
        "index raises a ValueError for a text that only new has",
        """
def one_hot_from_training(train, new):
    out = new.select_dtypes("number").copy()
    for c in train.select_dtypes(exclude="number").columns:
        texts = sorted(train[c].dropna().unique())
        hot = np.zeros((len(new), len(texts) + 1))
        for i, v in enumerate(new[c]):
            j = len(texts) if pd.isna(v) else texts.index(v)
            hot[i, j] = 1.0
        for j, t in enumerate(texts + ["nan"]):
            out[f"{c}_{t}"] = hot[:, j]
    return out
""",
    ),
    (
        "one_hot_from_training",
        "leaves out the rows with texts that train does not know",
        """
def one_hot_from_training(train, new):
    for c in train.select_dtypes(exclude="number").columns:
        new = new[new[c].isin(train[c]) | new[c].isna()]
    names = pd.get_dummies(train, dummy_na=True, dtype=float).columns
    hot = pd.get_dummies(new, dummy_na=True, dtype=float)
    return hot.reindex(columns=names, fill_value=0.0)
""",
    ),
    # ── load_penguins ─────────────────────────
    (
        "load_penguins",
        "leaves out all rows in which anything is missing",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv").dropna()
    X = pd.get_dummies(df[columns], dummy_na=True, dtype=float)
    X = torch.tensor(X.to_numpy(dtype=float), dtype=torch.float32)
    y = torch.tensor(df[target].to_numpy(dtype=float), dtype=torch.float32)
    return X, y
""",
    ),
    (
        "load_penguins",
        "leaves out the rows in which an input is missing, too",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv")
    df = df.dropna(subset=columns + [target])
    X = pd.get_dummies(df[columns], dummy_na=True, dtype=float)
    X = torch.tensor(X.to_numpy(dtype=float), dtype=torch.float32)
    y = torch.tensor(df[target].to_numpy(dtype=float), dtype=torch.float32)
    return X, y
""",
    ),
    (
        "load_penguins",
        "fills missing targets with their mean in place of leaving out the rows",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv")[columns + [target]]
    df = df.fillna(df.mean(numeric_only=True))
    inputs, targets = df.iloc[:, :-1], df.iloc[:, -1]
    inputs = pd.get_dummies(inputs, dummy_na=True, dtype=float)
    X = torch.tensor(inputs.to_numpy(dtype=float), dtype=torch.float32)
    y = torch.tensor(targets.to_numpy(dtype=float), dtype=torch.float32)
    return X, y
""",
    ),
    (
        "load_penguins",
        "usecols keeps the order of the file, not that of the list",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv", usecols=columns + [target])
    df = df[df[target].notna()]
    inputs = df.drop(columns=target)
    inputs = inputs.fillna(inputs.mean(numeric_only=True))
    inputs = pd.get_dummies(inputs, dummy_na=True, dtype=float)
    X = torch.tensor(inputs.to_numpy(dtype=float), dtype=torch.float32)
    y = torch.tensor(df[target].to_numpy(dtype=float), dtype=torch.float32)
    return X, y
""",
    ),
    (
        "load_penguins",
        "leaves the columns of texts where they are in the list, also in front of numbers",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv").dropna(subset=[target])
    parts = []
    for c in columns:
        if df[c].dtype.kind in "if":
            parts.append(df[c].fillna(df[c].mean()))
        else:
            parts.append(pd.get_dummies(df[c], prefix=c, dummy_na=True, dtype=float))
    X = pd.concat(parts, axis=1)
    return (
        torch.tensor(X.to_numpy(dtype=np.float32)),
        torch.tensor(df[target].to_numpy(dtype=np.float32)),
    )
""",
    ),
    (
        "load_penguins",
        "takes the year for a category, though it is a column of numbers",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv").dropna(subset=[target])
    inputs = df[columns]
    inputs = inputs.fillna(inputs.mean(numeric_only=True))
    categories = [c for c in columns if c in ("species", "island", "sex", "year")]
    inputs = pd.get_dummies(inputs, columns=categories, dummy_na=True, dtype=float)
    X = torch.tensor(inputs.to_numpy(dtype=float), dtype=torch.float32)
    y = torch.tensor(df[target].to_numpy(dtype=float), dtype=torch.float32)
    return X, y
""",
    ),
    (
        "load_penguins",
        "leaves out the missing targets in y only, so X has more rows",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv")
    y = df[target].dropna()
    X = df[columns]
    X = X.fillna(X.mean(numeric_only=True))
    X = pd.get_dummies(X, dummy_na=True, dtype=float)
    X = torch.tensor(X.to_numpy(dtype=float), dtype=torch.float32)
    return X, torch.tensor(y.to_numpy(dtype=float), dtype=torch.float32)
""",
    ),
    (
        "load_penguins",
        "the new columns have the index 0, 1, 2, and concat puts rows with the same label together"
        " AND no column for missing texts",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv")
    df = df[df[target].notna()]
    numbers = df[columns].select_dtypes("number")
    parts = [numbers.fillna(numbers.mean())]
    for c in df[columns].select_dtypes(exclude="number"):
        texts = sorted(df[c].dropna().unique())
        hot = np.array([[float(v == t) for t in texts] for v in df[c]])
        parts.append(pd.DataFrame(hot))
    X = pd.concat(parts, axis=1).to_numpy(dtype=np.float32)
    y = df[target].to_numpy(dtype=np.float32)
    return torch.tensor(X), torch.tensor(y)
""",
    ),
    (
        "load_penguins",
        "the tensors are float64 AND y is a column, shape (rows, 1)",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv").dropna(subset=[target])
    X, y = df[columns], df[[target]]
    X = X.fillna(X.mean(numeric_only=True))
    X = pd.get_dummies(X, dummy_na=True)
    return torch.tensor(X.values.astype(float)), torch.tensor(y.values.astype(float))
""",
    ),
    (
        "load_penguins",
        "!= np.nan is true in every row, so missing targets stay AND fills missing numbers with 0",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv")
    df = df[df[target] != np.nan]
    X = df[columns]
    numbers = X.select_dtypes("number").fillna(0)
    texts = X.select_dtypes(exclude="number")
    parts = [numbers]
    for c in texts:
        parts.append(pd.get_dummies(texts[c], prefix=c, dummy_na=True, dtype=float))
    X = torch.tensor(pd.concat(parts, axis=1).to_numpy(dtype=float)).float()
    y = torch.tensor(df[target].to_numpy(dtype=float)).float()
    return X, y
""",
    ),
    (
        "load_penguins",
        "takes the target of the example AND no column for missing texts",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv")
    df = df.dropna(subset=["body_mass_g"])
    X = df[columns]
    X = X.fillna(X.mean(numeric_only=True))
    X = pd.get_dummies(X, dtype=float)
    X = torch.tensor(X.to_numpy(dtype=float), dtype=torch.float32)
    y = torch.tensor(df["body_mass_g"].to_numpy(dtype=float), dtype=torch.float32)
    return X, y
""",
    ),
    (
        "load_penguins",
        "has the texts in the order in which they come first: Gentoo before Chinstrap",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv")
    df = df[~df[target].isna()]
    numbers, hots = [], []
    for c in columns:
        values = df[c].tolist()
        if df[c].dtype.kind in "if":
            mean = df[c].mean()
            numbers.append([mean if math.isnan(v) else v for v in values])
        else:
            for t in df[c].dropna().unique():
                hots.append([1.0 if v == t else 0.0 for v in values])
            hots.append([1.0 if pd.isna(v) else 0.0 for v in values])
    X = torch.tensor(numbers + hots, dtype=torch.float32).T
    y = torch.tensor(df[target].tolist(), dtype=torch.float32)
    return X, y
""",
    ),
    (
        "load_penguins",
        "uses the columns of numbers only",
        """
def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv").dropna(subset=[target])
    X = df[columns].select_dtypes("number")
    X = X.fillna(X.mean())
    X = torch.tensor(X.to_numpy(dtype=float), dtype=torch.float32)
    y = torch.tensor(df[target].to_numpy(dtype=float), dtype=torch.float32)
    return X, y
""",
    ),
]
