"""What do the papers that come in prove, and how are those that go out written?"""
