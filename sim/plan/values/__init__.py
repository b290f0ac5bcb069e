"""The values that a plan is made of: desks, routes, cells of its table, causes."""
