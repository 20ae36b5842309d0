"""Which processes does Bandolo run, and on which database?"""
