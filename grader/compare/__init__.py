"""Two observations of one call: in what do they differ? With NumPy alone.

observations     one case: outcome, result, graph, gradient, inputs
values           two values: kinds, then shape, dtype, device and numbers of each array
batches          batches in a random order, by their properties
"""
