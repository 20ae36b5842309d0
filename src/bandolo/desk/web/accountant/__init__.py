"""Which pages has the accountant?"""
