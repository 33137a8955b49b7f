"""Where the portal lacks something, it says what it knows, and never that there is nothing."""

import re

import pytest
from django.core.management import call_command
from django.test import TestCase

from chapters_portal.content.registry import registry
from chapters_portal.pages.models import Sentence
from chapters_portal.pages.sentences import sentences_of_templates

ABSENCE = re.compile(
    r"\b(no|not|none|nobody|nothing|never|without|unknown|vacant)\b", re.IGNORECASE
)
# What others did or did not do, and what is nowhere: nobody of ours can know that.
CLAIMS = re.compile(
    r"\b(ha(s|ve) not announced|(is|are) not announced|there (is|are) no(ne)?\b|does not exist"
    r"|every chapter’s own|the present (postal )?address|nobody knows|no one has)",
    re.IGNORECASE,
)


class AbsenceTests(TestCase):
    def test_every_sentence_that_tells_absence_was_read_and_stands_in_the_list(self):
        found = {one.key for one in sentences_of_templates() if ABSENCE.search(one.shipped)}
        self.assertEqual(sorted(found), sorted(READ))

    def test_no_sentence_claims_more_than_is_known(self):
        found = {one.key: one.shipped for one in sentences_of_templates()}
        claims = {key: words for key, words in found.items() if CLAIMS.search(words)}
        self.assertEqual(claims, {})

    @pytest.mark.once
    def test_no_shipped_text_does(self):
        call_command("load_starter_content", congress=False, verbosity=0)
        claims = {
            f"{row._meta.label} {row}: {found[0]}"
            for content in registry.contents
            if content.model is not Sentence
            for row in content.model._default_manager.all()
            for name in {*content.prose, *content.rich, *content.plain}
            for found in [CLAIMS.search(str(getattr(row, name)))]
            if found
        }
        self.assertEqual(claims, set())


# By the places where they stand, in the order of the alphabet.
READ = """
action-words addresses-not-public answer-checked-undated answer-not-checked answer-votes
answer-without-source bill-row-without-step bill-without-step call-nothing card-not-assured
celebration-no-date celebration-no-page celebration-not-checked celebration-over
celebration-usual-month changes-labels changes-none-new changes-none-next changes-none-open
chapter-loaded chapter-not-assured chapter-not-checked chapters-without-page contact-about
contact-email desk-no-release desk-nobody desk-not-assured desk-without-chapter
district-without-chapter done-nothing-kept entry-without-text events-every events-month-known
events-nothing-next events-usual-months filters-not-understood for-vacant home-no-action joint-none
joint-not-known kit-no-words letter-confirm-time links-none-known links-none-speaks-up links-past
member-without-address no-action no-answers no-bill no-bill-meanwhile no-disaster no-release
no-roster no-roster-that-day no-senators prepare-not-sure release-preview search-in-part
search-none-of-kind season-unknown speech-asked-what state-zip subscribe-refused vacancy-no-address
vacant-district vacant-district-on-day vacant-seat year-without-dates zip-not-stored
zip-without-district
""".split()
