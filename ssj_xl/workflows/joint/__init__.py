"""联合抽查: the files that go between its parties."""
