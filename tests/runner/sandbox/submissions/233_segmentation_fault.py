import ctypes

def l2_norm(x):
    return ctypes.string_at(0)
