"""What do people and bodies do with a call, from its publication to the award?"""
