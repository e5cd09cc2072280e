def l2_norm(x):
    ring = {}
    ring["ring"] = [ring, x]
    return ring
