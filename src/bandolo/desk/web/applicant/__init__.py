"""On which pages does an enterprise apply?"""
