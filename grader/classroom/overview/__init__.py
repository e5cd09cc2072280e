"""The class as a whole: how it went, what it misunderstands, what a person should look at."""
