"""Tools for authors: prove that an exercise can be passed, failed and explained."""
