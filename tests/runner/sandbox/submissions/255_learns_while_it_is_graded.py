calls = []

def l2_norm(x):
    calls.append(x)
    return calls[0].sum() if len(calls) > 1 else x.sum()
