"""Faces: what each kind of screen shows, as values for its template, and nothing else.

A seat's and the wall's come from views and from what everybody may know. Only the desk's and the
pad's read the world, and the debrief's once the session is over.
"""
