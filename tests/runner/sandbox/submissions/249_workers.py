import torch
from torch.utils.data import DataLoader, TensorDataset

def l2_norm(x):
    total = (x * 0).sum()
    for (part,) in DataLoader(TensorDataset(x.reshape(-1)), batch_size=2, num_workers=2, persistent_workers=True):
        total += (part * part).sum()
    return total.sqrt()
