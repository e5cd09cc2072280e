"""What a submission's process can access. These modules change when kernels do.

tiers                   the sandbox tiers, and the layers of each
available               which tiers this machine can run, and what is missing
readable                what a submission may read
bubblewrap              the sandbox around the warm process
landlock, seccomp       files and system calls that a process gives up permanently
confine                 what each child gives up before it reads a byte of a submission
scratch                 the folders that submissions write in
"""
