"""Which words can templates say?"""
