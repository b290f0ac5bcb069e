"""Tests of the exercise: sessions, their journals, what each team sees, the desk."""
