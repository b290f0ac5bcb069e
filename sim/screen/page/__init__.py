"""A page: one file that shows a scenario to a class, with a map on which a day plays."""
