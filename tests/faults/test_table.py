"""The table of faults tells what was lost, and what was kept."""

from collections import Counter

from django.test import SimpleTestCase

from tests.faults.table import Row, as_text


def row(**found):
    return Row("x", Counter({200: 9}), Counter({302: 2}), **{"mailed": ["a", "b"], **found})


class RowTests(SimpleTestCase):
    def test_each_broken_promise_is_told(self):
        for found, words in [
            ({"accepted": ["a", "c"]}, "1 are lost, such as c"),
            ({"stored": ["c"]}, "1 are lost, such as c"),
            ({"mailed": ["a", "a"]}, "1 letters went twice"),
            ({"slowest_form": 3.0}, "a form waited 3.0 s"),
            ({"well_after": 9.0}, "it was well only 9.0 s after"),
            ({"broken": ["it fell over"]}, "it fell over"),
        ]:
            with self.subTest(words=words):
                self.assertEqual(list(row(**found).problems), [words])
                self.assertIn(words, as_text([row(**found)]))

    def test_pages_and_forms_without_an_answer_are_told(self):
        one = Row("x", Counter({200: 9, 500: 1}), Counter({302: 2, "broken": 1}))

        self.assertEqual(len(list(one.problems)), 2)
        one.may_break = 1
        self.assertEqual(list(one.problems), [])

    def test_what_was_kept_is_told_as_kept(self):
        one = row(accepted=["a"], stored=["a", "b"], slowest_form=0.2, well_after=1.0)

        self.assertTrue(as_text([one]).endswith("kept"))
        one.mailed.append("a")
        one.may_double = 1
        self.assertEqual(list(one.problems), [])
