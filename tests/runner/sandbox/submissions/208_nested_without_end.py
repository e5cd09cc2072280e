def l2_norm(x):
    deep = []
    for _ in range(10**5):
        deep = [deep]
    return deep
