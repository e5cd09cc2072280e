"""Where a submission runs: a process of its own that records what each call does.

protocol, wire     what a runner does; the messages between the judge and a child
recording/         in the child: one call observed, traced, tried on tensors that stand for a GPU's
process/           the judge's side: the warm process, the pool, a child with its deadlines
sandbox/           what a submission's process may reach, and what it gives up
cuda               the GPU: what of it reaches a child, and how a child opens it
reasons            why a run ended early, and how the runner itself fails: messages with codes
torch_patches      parts of torch that a child does without
inprocess          the same protocol in this process, for trusted code and tests
"""
