"""How wrong numbers relate to the right ones.

pair         the expected and the returned numbers of one failing call
factors      relations that are one factor: twice, a share of a size, times an argument
elements     relations of each number by itself: squared, rounded, without its sign
places       the same numbers in other places: transposed, reversed, one place too late
reductions   too many or too few numbers: the mean is missing, or one too many was taken
relation     the simplest one that holds in all failing calls
"""
