"""Which pages does the committee work on?"""
