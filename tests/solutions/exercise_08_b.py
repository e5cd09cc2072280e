"""Exercise 08: data preprocessing with pandas."""

import pandas as pd
import torch
from torch import Tensor


def write_and_read(df: pd.DataFrame, path: str) -> pd.DataFrame:
    with open(path, "w", encoding="utf-8", newline="") as f:
        df.to_csv(f, index=False, na_rep="NA")
    data = pd.read_csv(path)
    return data


def split(df: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    target_name = df.columns[-1]
    inputs, targets = df.drop(columns=[target_name]), df[target_name]
    return inputs, targets


def fill_with_means(df: pd.DataFrame) -> pd.DataFrame:
    inputs = df.copy()
    for name in df.select_dtypes(include="number").columns:
        inputs[name] = inputs[name].fillna(inputs[name].mean())
    return inputs


def one_hot(df: pd.DataFrame) -> pd.DataFrame:
    names = list(df.select_dtypes(exclude="number").columns)
    inputs = df.astype({name: object for name in names})
    return pd.get_dummies(inputs, columns=names, dummy_na=True, dtype=float)


def to_tensors(inputs: pd.DataFrame, targets: pd.Series) -> tuple[Tensor, Tensor]:
    X = torch.tensor(inputs.astype(float).values, dtype=torch.float32)
    y = torch.tensor(targets.astype(float).values, dtype=torch.float32)
    return X, y


def count_missing(df: pd.DataFrame) -> pd.Series:
    return len(df) - df.count()


def without_emptiest(df: pd.DataFrame) -> pd.DataFrame:
    missing = df.isnull().sum(axis=0)
    return df.drop(missing.idxmax(), axis=1)


def drop_emptiest(df: pd.DataFrame) -> None:
    missing = df.isnull().sum(axis=0)
    df.drop(columns=missing.idxmax(), inplace=True)


def load_table(path: str) -> tuple[Tensor, Tensor]:
    data = pd.read_csv(path)
    inputs, targets = data.iloc[:, 0:-1], data.iloc[:, -1]
    inputs = fill_with_means(inputs)
    inputs = one_hot(inputs)
    return to_tensors(inputs, targets)


def fill_from_training(train: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    means = {name: train[name].mean() for name in train.select_dtypes(include="number").columns}
    return new.fillna(value=means)


def one_hot_from_training(train: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    blocks = [new.select_dtypes(include="number")]
    for name in train.select_dtypes(exclude="number").columns:
        texts = sorted(train[name].dropna().unique())
        known = new[name].astype(object).where(new[name].isin(texts))
        block = pd.get_dummies(pd.Categorical(known, categories=texts), prefix=name, dtype=float)
        block.index = new.index
        gaps = new[name].isna().to_numpy(dtype=float)
        block.insert(len(texts), f"{name}_nan", gaps, allow_duplicates=True)
        blocks.append(block)
    return pd.concat(blocks, axis=1)


def load_penguins(columns: list[str], target: str) -> tuple[Tensor, Tensor]:
    data = pd.read_csv("penguins.csv")
    data = data[data[target].notna()]
    inputs, targets = data[columns], data[target]
    inputs = one_hot(fill_with_means(inputs))
    return to_tensors(inputs, targets)
