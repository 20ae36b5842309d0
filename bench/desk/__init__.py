"""How fast does the desk answer people?"""
