"""Where a submission runs: a separate process that records what each call does.

protocol, wire     what a runner does; the messages between the judge and a child process
recording/         in the child: one call observed, traced, and tried on tensors in place of a GPU's
process/           the judge's side: the warm process, the pool, a child with its deadlines
sandbox/           what a submission's process can access, and what it gives up
cuda               the GPU: what a child can access of it, and how the child opens it
reasons            why a run ended early, and how the runner itself fails: messages with codes
torch_patches      parts of torch that a child works without
inprocess          the same protocol in this process, for trusted code and tests
"""
