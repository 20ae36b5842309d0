"""How many applications get their place in a second, durably, in order and provably?"""
