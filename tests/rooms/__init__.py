"""Do teams at screens of their own see and do what is theirs, once, and nothing else?"""
