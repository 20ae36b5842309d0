"""How does Hypothesis look for a case that breaks a property?"""

from hypothesis import settings

# No deadline: a property is right or wrong, however busy the machine that checks it.
settings.register_profile("bandolo", deadline=None, print_blob=True)
settings.load_profile("bandolo")
