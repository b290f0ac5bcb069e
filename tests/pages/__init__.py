"""Is a page what it should be: in its text, and in a real browser?"""
