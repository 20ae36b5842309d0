"""What does the demo begin with?"""
