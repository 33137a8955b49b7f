"""Every page whose address can change leaves a redirect."""

from django.apps import apps
from django.test import TestCase

from chapters_portal.content.registry import registry
from tests.advocacy.makers import make_bill, make_release
from tests.advocacy.test_actions import make_action
from tests.answers.makers import make_answer
from tests.editors import Editor
from tests.events.makers import make_celebration
from tests.makers import make_chapter

# A place on the page of another row, which moves with that page.
ON_ANOTHER_PAGE = {"BillAction", "Conference", "HomeSection", "Occurrence"}


class MovedTests(TestCase):
    def test_every_model_with_an_address_leaves_redirects_or_stands_on_another_page(self):
        with_address = {
            model.__name__
            for model in apps.get_models()
            if model._meta.app_label in registry.app_labels and hasattr(model, "get_absolute_url")
        }

        self.assertEqual(
            with_address, {model.__name__ for model in registry.models_with_pages} | ON_ANOTHER_PAGE
        )

    def test_an_old_address_leads_to_the_new_one_and_back_after_an_undo(self):
        makers = [
            *(make_action, make_answer, make_bill, make_celebration, make_chapter, make_release),
            lambda: make_answer().collection,
        ]
        for make in makers:
            row = make()
            old = row.get_absolute_url()
            row.slug = "moved-on"
            row.save()
            new = row.get_absolute_url()
            with self.subTest(row=row._meta.label):
                self.assertRedirects(self.client.get(old), new, 301, fetch_redirect_response=False)
                row.slug = old.strip("/").rsplit("/")[-1]
                row.save()
                self.assertRedirects(self.client.get(new), old, 301, fetch_redirect_response=False)
            row.slug = "moved-no-more"
            row.save()

    def test_a_draft_that_moves_is_as_hidden_as_before(self):
        answer = make_answer(published_at=None)
        old = answer.get_absolute_url()
        Editor().save(answer, slug="renamed")

        self.assertEqual(self.client.get(old, follow=True).status_code, 404)
