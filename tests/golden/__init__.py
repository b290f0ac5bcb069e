"""Does a shipped scenario still do, event by event, what it did?"""
