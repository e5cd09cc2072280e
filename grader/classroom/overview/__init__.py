"""The class as a whole: scores, misconceptions, what a teacher should look at."""
