"""The judge: turn observations into a grade, in words a learner can use."""
