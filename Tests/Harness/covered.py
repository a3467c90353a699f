"""Which of the things that the help names have a test."""


class Covered(set):
    """Names, added by the tests that use them."""

    def by(self, *names):
        """A decorator: the test covers these names."""
        self.update(names)
        return lambda test: test
