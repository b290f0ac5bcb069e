"""Does it do so whatever it is given?"""
