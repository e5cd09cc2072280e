import os

def l2_norm(x):
    os.abort()
