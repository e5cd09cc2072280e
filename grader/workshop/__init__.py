"""For authors of courses: prove that an exercise can be passed, failed and explained."""
