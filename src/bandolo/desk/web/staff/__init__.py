"""Which pages keep the desk running?"""
