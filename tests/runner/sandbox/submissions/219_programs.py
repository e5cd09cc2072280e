import ctypes, multiprocessing, os, subprocess

def l2_norm(x):
    for start in (lambda: subprocess.Popen(["sleep", "300"]), lambda: os.posix_spawn("/bin/sleep", ["sleep", "300"], {}),
                  lambda: os.popen("sleep 300 &"), lambda: multiprocessing.Process(target=print).start(),
                  lambda: multiprocessing.get_context("spawn").Process(target=print).start(),
                  lambda: os.execv("/bin/true", ["true"]), lambda: ctypes.CDLL(None).vfork()):
        try: start()
        except Exception: pass
    return x.sum()
