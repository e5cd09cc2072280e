"""Exercise 08: data preprocessing with pandas."""

import pandas as pd
import torch


def holds_numbers(column):
    return column.dtype == "int64" or column.dtype == "float64"


def make_table(names, columns, index):
    table = pd.DataFrame({j: columns[j] for j in range(len(columns))}, index=index)
    table.columns = names
    return table


def different_texts(column):
    texts = []
    for value in column.tolist():
        if not pd.isna(value) and value not in texts:
            texts.append(value)
    texts.sort()
    return texts


def mean_of(column):
    total = 0.0
    count = 0
    for value in column.tolist():
        if not pd.isna(value):
            total += value
            count += 1
    return total / count


def write_and_read(df, path):
    columns = [df[name].tolist() for name in df.columns]
    with open(path, "w", encoding="utf-8") as file:
        file.write(",".join(df.columns) + "\n")
        for i in range(len(df)):
            cells = []
            for column in columns:
                if pd.isna(column[i]):
                    cells.append("NA")
                else:
                    cells.append(str(column[i]))
            file.write(",".join(cells) + "\n")
    return pd.read_csv(path)


def split(df):
    names = []
    for j in range(df.shape[1] - 1):
        names.append(df.columns[j])
    last = df.columns[df.shape[1] - 1]
    return df[names], df[last]


def fill_with_means(df):
    return fill_from_training(df, df)


def one_hot(df):
    return one_hot_from_training(df, df)


def to_tensors(inputs, targets):
    rows = []
    for i in range(inputs.shape[0]):
        row = []
        for j in range(inputs.shape[1]):
            row.append(float(inputs.iloc[i, j]))
        rows.append(row)
    y = []
    for value in targets.tolist():
        y.append(float(value))
    return torch.tensor(rows, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)


def count_missing(df):
    counts = []
    for name in df.columns:
        count = 0
        for value in df[name].tolist():
            if pd.isna(value):
                count += 1
        counts.append(count)
    return pd.Series(counts, index=df.columns, dtype="int64")


def emptiest(df):
    counts = count_missing(df).tolist()
    best = 0
    for j in range(len(counts)):
        if counts[j] > counts[best]:
            best = j
    return df.columns[best]


def without_emptiest(df):
    name = emptiest(df)
    return df[[other for other in df.columns if other != name]]


def drop_emptiest(df):
    del df[emptiest(df)]


def load_table(path):
    inputs, targets = split(pd.read_csv(path))
    return to_tensors(one_hot(fill_with_means(inputs)), targets)


def fill_from_training(train, new):
    out = new.copy()
    for name in train.columns:
        if holds_numbers(train[name]):
            mean = mean_of(train[name])
            values = new[name].tolist()
            changed = False
            for i in range(len(values)):
                if pd.isna(values[i]):
                    values[i] = mean
                    changed = True
            if changed:
                out[name] = values
    return out


def one_hot_from_training(train, new):
    names = []
    columns = []
    for name in new.columns:
        if holds_numbers(new[name]):
            names.append(name)
            columns.append(new[name].tolist())
    for name in train.columns:
        if holds_numbers(train[name]):
            continue
        values = new[name].tolist()
        for text in different_texts(train[name]):
            names.append(f"{name}_{text}")
            columns.append([0.0 if pd.isna(value) or value != text else 1.0 for value in values])
        names.append(f"{name}_nan")
        columns.append([1.0 if pd.isna(value) else 0.0 for value in values])
    return make_table(names, columns, new.index)


def load_penguins(columns, target):
    df = pd.read_csv("penguins.csv")
    values = df[target].tolist()
    rows = []
    for i in range(len(values)):
        if not pd.isna(values[i]):
            rows.append(i)
    df = df.iloc[rows]
    return to_tensors(one_hot(fill_with_means(df[columns])), df[target])
