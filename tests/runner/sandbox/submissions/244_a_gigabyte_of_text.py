import sys, warnings

def l2_norm(x):
    line = "x" * 10**6
    for _ in range(10): print(line); sys.stderr.write(line); warnings.warn(line[:1000] + str(_))
    return (x * x).sum().sqrt()
