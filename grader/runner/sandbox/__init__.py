"""What a submission's process may reach. These modules change when kernels do.

tiers                   the tiers, and the layers that each is made of
available               which tiers this machine can run, and what is missing
readable                what may be read
bubblewrap              what surrounds the warm process
landlock, seccomp       files and system calls that a process gives up for good
confine                 what each child gives up before it reads a byte of a submission
scratch                 the folders that submissions write in
"""
