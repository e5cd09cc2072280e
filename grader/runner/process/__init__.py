"""Processes that run submissions: the judge's side of them, and the warm one itself.

pools, pool     a pool for each device; a warm process, and a session with a child for each submission
warm            the judge's handle on the warm process
worker          the warm process itself, which imports torch once and forks
child           one child: what it is asked, its deadlines, its memory, its end
sound           whether a message is one that our recorder can have sent
"""
