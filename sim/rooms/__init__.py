"""Rooms: a session that teams play at screens of their own, served from one laptop."""
