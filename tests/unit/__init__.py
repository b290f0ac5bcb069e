"""Does a part do what it says?"""
