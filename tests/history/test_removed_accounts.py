"""Who changed what is told by name, whatever became of the account."""

from django.contrib.auth import get_user_model
from django.test import TestCase
from django.urls import reverse

from chapters_portal.history.changes import Change
from tests.editors import Editor
from tests.makers import make_chapter


class RemovedAccountTests(TestCase):
    def setUp(self):
        self.boss, self.grace = Editor("Boss"), Editor("Grace")
        self.chapter = make_chapter()
        self.grace.save(self.chapter, city="Montpelier")

    def test_a_removed_account_leaves_its_name_in_the_log_and_the_history(self):
        for remove in [
            self.grace.user.delete,
            get_user_model().objects.exclude(pk=self.boss.user.pk).delete,
        ]:
            remove()

        self.assertEqual(Change.objects.first().by_in_words, "Grace")
        for page in [
            reverse("admin:chapters_portal_change_changelist"),
            reverse("admin:directory_chapter_history", args=[self.chapter.pk]),
        ]:
            self.assertIn("Grace", self.boss.page(page).text)

    def test_what_a_program_changed_is_still_told_apart(self):
        self.grace.user.delete()
        make_chapter("Maine Library Association")

        found = self.boss.get(reverse("admin:chapters_portal_change_changelist"), who="program")

        changes = found.context["cl"].queryset
        self.assertEqual({change.by_in_words for change in changes}, {"a program"})

    def test_the_desk_deactivates_and_says_why_it_does_not_delete(self):
        user = self.grace.user
        self.boss.client.post(
            reverse("admin:auth_user_changelist"),
            {"action": "deactivate", "_selected_action": [user.pk, self.boss.user.pk]},
        )
        response = self.boss.client.post(
            reverse("admin:auth_user_delete", args=[user.pk]), {"post": "yes"}, follow=True
        )

        user.refresh_from_db()
        self.assertFalse(user.is_active)
        self.assertTrue(get_user_model().objects.get(pk=self.boss.user.pk).is_active)
        self.assertContains(response, "Accounts are not deleted")
        form = self.boss.page(reverse("admin:auth_user_change", args=[user.pk]))
        self.assertIn("Accounts are not deleted", form.text)
        self.assertEqual(self.grace.get("/admin/").status_code, 302)
