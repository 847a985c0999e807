"""The page on dates shows what the tagger says today."""

import doctest

from validation.contracts.layout import CHECKOUT


def test_the_example_of_the_page_on_dates_is_true():
    page = (CHECKOUT / "docs" / "dates.md").read_text(encoding="utf-8")
    example = doctest.DocTestParser().get_doctest(page, {}, "dates.md", None, 0)
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(example)
    assert example.examples
    assert runner.summarize(verbose=False).failed == 0
