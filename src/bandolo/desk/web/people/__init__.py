"""How do people come in, and in which role?"""
