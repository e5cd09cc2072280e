import getpass

def l2_norm(x):
    try: getpass.getpass("Password: ")
    except EOFError: pass
    return input("The norm of x, please: ")
