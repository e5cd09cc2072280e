import random, torch

torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)
torch.set_num_threads(7)
torch.autograd.set_detect_anomaly(True)

def l2_norm(x):
    torch.set_default_dtype(torch.float16)
    torch.inference_mode(True).__enter__()
    torch.manual_seed(7); random.seed(7)
    return (x * x).sum().sqrt()
