"""The judge: from what was observed to a grade, in words a learner can use."""
