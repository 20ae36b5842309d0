"""What does the desk reach beyond its own tables?"""
