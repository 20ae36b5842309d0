"""Which pages can everybody read?"""
