"""A colleague is invited with a name, an address and a role, and comes in by the letter alone."""

import re

from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.test import Client, TestCase
from django.urls import reverse

from chapters_portal.starter_content.roles import load_roles
from tests.editors import Editor, text_of

PAGE = reverse("admin:auth_user_invite")


class InvitationTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_roles()
        cls.ada = Editor("Ada")
        cls.publisher = Group.objects.get(name="Publisher")

    def invite(self, editor=None, **typed):
        typed = {
            "name": "Ann Reader",
            "email": "Ann@example.org",
            "role": self.publisher.pk,
            **typed,
        }
        return (editor or self.ada).client.post(PAGE, typed)

    def test_the_letter_leads_to_a_password_and_to_the_desk(self):
        self.assertRedirects(self.invite(), reverse("admin:auth_user_changelist"))

        [letter] = mail.outbox
        self.assertEqual(letter.to, ["ann@example.org"])
        self.assertIn("Ada invites you", letter.body)
        client, password = Client(), "quite a long new password"
        link = re.search(r"https?://\S+password_reset/\w+-\S+", letter.body)[0]
        page = client.get(link, follow=True)
        client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
        ann = User.objects.get(email="ann@example.org")
        self.assertTrue(ann.check_password(password))
        self.assertEqual((ann.get_full_name(), ann.is_staff), ("Ann Reader", True))
        self.assertTrue(ann.has_perm("answers.publish_answer"))
        self.assertFalse(ann.is_superuser)

    def test_before_the_letter_is_used_nobody_signs_in(self):
        self.invite()

        self.assertFalse(User.objects.get(email="ann@example.org").has_usable_password())

    def test_who_is_known_is_not_invited_twice(self):
        self.invite()

        response = self.invite(email="ANN@example.org", name="Ann R. Reader")

        self.assertContains(response, "There is an account with this address already.")
        self.assertContains(response, "Ann R. Reader")
        self.assertEqual(len(mail.outbox), 1)

    def test_nobody_gives_a_role_that_may_more(self):
        given = Permission.objects.filter(codename__in=["add_user", "view_user", "view_answer"])
        bob = Editor("Bob", given)

        response = self.invite(bob)

        self.assertContains(response, "Select a valid choice")
        self.assertFalse(mail.outbox)
        self.assertEqual(self.invite(Editor("Eve", [])).status_code, 403)

    def test_each_role_says_what_it_may_do(self):
        page = self.ada.page(PAGE)

        role = text_of(page.find(id=f"role-{self.publisher.pk}").parent)
        self.assertIn("Publish: actions, answers", role)
        self.assertIn("See: ", role)
