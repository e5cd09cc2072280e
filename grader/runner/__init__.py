"""Where a submission runs: a process of its own that records what each call does."""
