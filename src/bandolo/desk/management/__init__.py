"""Which commands does Django run?"""
