"""Which pages are there, for whom?"""
