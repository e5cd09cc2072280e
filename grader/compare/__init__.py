"""Compare two observations of one call, using only NumPy.

observations     one case: outcome, result, graph, gradient, inputs
values           two values: kinds, then shape, dtype, device and numbers of each array
tables           two tables: columns, rows, dtypes, index and cells
numbers          the numbers of two arrays
batches          batches in a random order, by their properties
"""
