"""Who may what at the desk: every page as each role, publishing, and that nobody raises himself."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import TestCase

from advocacy.models import Action
from answers.models import Answer
from chapters_portal.content.published import OnRecord
from chapters_portal.starter_content.roles import load_roles
from tests.answers.makers import make_answer, make_collection
from tests.desk.kinds import KINDS
from tests.desk.test_pages import address
from tests.editors import Editor, desk, filled_in
from tests.events.makers import make_celebration, make_occurrence

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TO_COME = datetime(2100, 1, 1, tzinfo=UTC)

# Letters: list and read, add, change, delete. Whoever is not named may nothing.
# Rows are drafts where there are drafts.
EDITOR, PUBLISHER, KEEPER = "Editor", "Publisher", "Directory keeper"
PRESS, ADMINISTRATOR, NOBODY = "Press officer", "Administrator", "no role"
WHO_MAY = {
    **{
        model._meta.label_lower: {EDITOR: "rac", PUBLISHER: "racd", ADMINISTRATOR: "racd"}
        for model in KINDS
        if issubclass(model, OnRecord)
    },
    "answers.collection": {EDITOR: "r", PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "answers.inquiry": {PUBLISHER: "rc", KEEPER: "rc", PRESS: "rc", ADMINISTRATOR: "rcd"},
    "answers.topic": {PUBLISHER: "r", KEEPER: "r", PRESS: "r", ADMINISTRATOR: "racd"},
    "advocacy.action": {EDITOR: "rac", PUBLISHER: "racd", PRESS: "r", ADMINISTRATOR: "racd"},
    "advocacy.bill": {EDITOR: "rac", PUBLISHER: "racd", PRESS: "r", ADMINISTRATOR: "racd"},
    "advocacy.disasterneed": {EDITOR: "rac", PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "advocacy.session": {EDITOR: "r", PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "advocacy.subject": {EDITOR: "r", PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "advocacy.statelink": {PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "advocacy.legislator": {ADMINISTRATOR: "racd"},
    "advocacy.subscriber": {ADMINISTRATOR: "rcd"},
    "directory.chapter": {
        EDITOR: "r",
        PUBLISHER: "r",
        KEEPER: "racd",
        PRESS: "r",
        ADMINISTRATOR: "racd",
    },
    "directory.person": {
        EDITOR: "r",
        PUBLISHER: "r",
        KEEPER: "racd",
        PRESS: "r",
        ADMINISTRATOR: "racd",
    },
    "directory.officeholder": {KEEPER: "racd", PRESS: "r", ADMINISTRATOR: "racd"},
    "directory.committee": {KEEPER: "racd", ADMINISTRATOR: "racd"},
    "directory.position": {KEEPER: "r", ADMINISTRATOR: "racd"},
    "directory.state": {EDITOR: "r", PUBLISHER: "r", KEEPER: "r", ADMINISTRATOR: "racd"},
    "chapters_portal.homesection": {PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "chapters_portal.homelink": {PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "chapters_portal.fact": {
        EDITOR: "r",
        PUBLISHER: "racd",
        PRESS: "r",
        ADMINISTRATOR: "racd",
    },
    "chapters_portal.personrequest": {ADMINISTRATOR: "r"},
    "chapters_portal.menu": {PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "chapters_portal.pagetext": {PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "chapters_portal.missedsearch": {EDITOR: "r", PUBLISHER: "rd", ADMINISTRATOR: "rd"},
    "chapters_portal.redirect": {PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "chapters_portal.formertitle": {PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "post_office.email": {ADMINISTRATOR: "rcd"},
    "auth.user": {ADMINISTRATOR: "rac"},
    "auth.group": {ADMINISTRATOR: "racd"},
    "sites.site": {ADMINISTRATOR: "racd"},
    "chapters_portal.sentence": {PUBLISHER: "rc", ADMINISTRATOR: "rc"},
    "chapters_portal.jobrun": {ADMINISTRATOR: "r"},
    # A new address is accepted in the list, so its form is to read.
    "chapters_portal.watchedlink": {EDITOR: "r", PUBLISHER: "r", ADMINISTRATOR: "r"},
    "chapters_portal.knowndevice": {ADMINISTRATOR: "rd"},
    "advocacy.pressrelease": {
        EDITOR: "rac",
        PUBLISHER: "racd",
        PRESS: "racd",
        ADMINISTRATOR: "racd",
    },
    # Editors change what hangs on a draft; this picture and this date hang on something public.
    "advocacy.presspicture": {
        EDITOR: "rac",
        PUBLISHER: "racd",
        PRESS: "racd",
        ADMINISTRATOR: "racd",
    },
    "advocacy.presstopic": {EDITOR: "r", PUBLISHER: "racd", PRESS: "racd", ADMINISTRATOR: "racd"},
    "advocacy.boilerplate": {EDITOR: "r", PUBLISHER: "racd", PRESS: "racd", ADMINISTRATOR: "racd"},
    "advocacy.delegation": {ADMINISTRATOR: "racd"},
    "advocacy.datasource": {ADMINISTRATOR: "rc"},
    "events.celebration": {EDITOR: "rac", PUBLISHER: "racd", PRESS: "r", ADMINISTRATOR: "racd"},
    "events.occurrence": {EDITOR: "rac", PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "events.preparation": {PUBLISHER: "racd", ADMINISTRATOR: "racd"},
    "events.conference": {PUBLISHER: "racd", KEEPER: "racd", ADMINISTRATOR: "racd"},
}
ROLES = [EDITOR, PUBLISHER, KEEPER, PRESS, ADMINISTRATOR, NOBODY]


def editor(role):
    one = Editor(role, [])
    if role != NOBODY:
        one.user.groups.set([Group.objects.get(name=role)])
    return one


class Staffed(TestCase):
    @classmethod
    def setUpTestData(cls):
        load_roles()
        cls.staff = {role: editor(role) for role in ROLES}
        ContentType.objects.get_for_models(Answer, Action)


class EveryPageTests(Staffed):
    def may(self, one, model, row):
        """The letters of what really opens, and that a form takes what it offers."""
        pages = {"changelist": (), "history": (row.pk,), "add": (), "delete": (row.pk,)}
        form = one.get(address(model, "change", row.pk))
        reads = form.status_code == 200
        if not reads:
            del pages["history"], pages["delete"]  # these ask the same of each
        opens = {
            page: one.get(address(model, page, *args)).status_code == 200
            for page, args in pages.items()
        }
        self.assertEqual({opens["changelist"], opens.get("history", reads)}, {reads})
        changes = reads and form.context["has_change_permission"]
        sent = one.client.post(address(model, "change", row.pk), {})
        self.assertEqual(sent.status_code == 403, not changes)
        deletes = opens.get("delete", False)
        return "r" * reads + "a" * opens["add"] + "c" * changes + "d" * deletes

    @pytest.mark.once
    def test_each_role_opens_the_pages_of_its_work_and_no_other(self):
        for model, make in KINDS.items():
            label = model._meta.label_lower
            if label in {f"chapters_portal.{name}" for name in ["change", "deleted", "draft"]}:
                continue  # the log and the bin have pages of their own, drafts those of their rows
            with transaction.atomic():
                row = make(1)
                if hasattr(row, "published_at"):
                    model.objects.filter(pk=row.pk).update(published_at=None)
                found = {role: self.may(one, model, row) for role, one in self.staff.items()}
                transaction.set_rollback(True)
            with self.subTest(model=label):
                self.assertEqual(
                    {role: letters for role, letters in found.items() if letters},
                    WHO_MAY[label],
                )

    def test_lists_of_other_kinds_open_for_those_who_need_them(self):
        kinds = {
            model._meta.label_lower: model
            for model in (one.model for one in admin.site.model_admins)
        }
        found = {}
        for label in sorted(set(kinds) - set(WHO_MAY)):
            found[label] = [
                role
                for role, one in self.staff.items()
                if one.get(address(kinds[label], "changelist")).status_code in {200, 302}
            ]

        self.assertEqual(
            found,
            {
                "chapters_portal.change": [EDITOR, PUBLISHER, KEEPER, PRESS, ADMINISTRATOR],
                "chapters_portal.draft": [EDITOR, PUBLISHER, KEEPER, PRESS, ADMINISTRATOR],
                "chapters_portal.deleted": [PUBLISHER, KEEPER, PRESS, ADMINISTRATOR],
                # Its list is the form of its one row, which asks again.
                "chapters_portal.retention": ROLES,
                "chapters_portal.sitesettings": ROLES,
            },
        )

    def test_a_role_exports_what_it_reads_and_imports_what_it_adds_and_changes(self):
        kinds = ["directory.chapter", "directory.person", "directory.officeholder"]
        kinds += ["advocacy.bill", "advocacy.statelink", "advocacy.subscriber"]
        celebrations = {EDITOR: "rac", PUBLISHER: "racd", PRESS: "r", ADMINISTRATOR: "racd"}
        may = {kind: WHO_MAY[kind] for kind in kinds} | {"events.celebration": celebrations}
        for kind, letters_of in may.items():
            at = f"/admin/{kind.replace('.', '/')}/"
            for role, one in self.staff.items():
                letters = letters_of.get(role, "")
                with self.subTest(kind=kind, role=role):
                    exports = one.get(f"{at}export.csv").status_code == 200
                    imports = [
                        one.get(f"{at}import/").status_code == 200,
                        one.get(f"{at}import/empty.csv").status_code == 200,
                        one.client.post(f"{at}import/", {}).status_code == 400,
                    ]
                    self.assertEqual(exports, "r" in letters)
                    self.assertEqual(set(imports), {{"a", "c"} <= set(letters)})
                    if exports:
                        has_link = one.page(at).find("a", string="Import") is not None
                        self.assertEqual(has_link, imports[0])

    def test_each_role_is_offered_the_actions_it_may_do(self):
        make_answer()

        def actions(role):
            page = self.staff[role].page("/admin/answers/answer/")
            return [one["value"] for one in page.select("select[name=action] option")][1:]

        self.assertEqual(actions(EDITOR), [])
        self.assertEqual(
            actions(PUBLISHER), ["delete_selected", "publish", "withdraw", "check_against_sources"]
        )

    def test_the_roles_that_are_there_stay_as_an_administrator_made_them(self):
        role = Group.objects.get(name=EDITOR)
        role.permissions.set([])
        Group.objects.get(name=PRESS).delete()

        self.assertEqual(load_roles(), [PRESS])

        self.assertEqual(role.permissions.count(), 0)


class PublishingTests(Staffed):
    def setUp(self):
        self.draft = make_answer(published_at=None)
        self.live = make_answer()

    def test_an_editor_saves_a_draft_and_cannot_make_it_public(self):
        ada = self.staff[EDITOR]
        ada.save(
            self.draft,
            short="Better.",
            published_at_0="2026-01-01",
            published_at_1="09:00",
        )

        self.draft.refresh_from_db()
        self.assertEqual((self.draft.short, self.draft.published_at), ("Better.", None))

    def test_an_editor_adds_a_draft(self):
        ada = self.staff[EDITOR]

        answers = filled_in(ada.page("/admin/answers/answer/add/"))
        collection = make_collection()
        sent = ada.client.post(
            "/admin/answers/answer/add/",
            {
                **answers,
                "collection": collection.pk,
                "question": "New?",
                "slug": "new",
                "short": "Yes.",
                "published_at_0": "2026-01-01",
                "published_at_1": "09:00",
            },
        )

        self.assertEqual(sent.status_code, 302)
        self.assertIsNone(Answer.objects.get(slug="new").published_at)

    def test_an_editor_changes_nothing_that_is_public_scheduled_or_withdrawn(self):
        scheduled = make_answer(published_at=TO_COME)
        withdrawn = make_answer(
            withdrawn_at=datetime(2021, 1, 1, tzinfo=UTC), withdrawn_reason="Superseded."
        )
        for row in [self.live, scheduled, withdrawn]:
            with self.subTest(row=row):
                editor = self.staff[EDITOR]
                sent = editor.send(row, editor.open(row), short="Hacked")

                self.assertContains(sent, "This would be public at once.")
                row.refresh_from_db()
                self.assertNotEqual(row.short, "Hacked")

    def test_publishing_needs_its_permission_in_actions(self):
        for role, expected in [(EDITOR, None), (PUBLISHER, True)]:
            data = {"action": "publish", "_selected_action": [self.draft.pk]}
            self.staff[role].client.post("/admin/answers/answer/", data)

            self.draft.refresh_from_db()
            self.assertEqual(self.draft.published_at and True, expected)

    def test_a_publisher_publishes_in_the_form(self):
        self.staff[PUBLISHER].save(self.draft, published_at_0="2026-01-01", published_at_1="09:00")

        self.draft.refresh_from_db()
        self.assertEqual(self.draft.published_at, datetime(2026, 1, 1, 15, tzinfo=UTC))

    def test_an_editor_restores_no_public_version(self):
        self.live.short = "Changed."
        self.live.save()
        public = self.live.history.order_by("history_id").first()
        self.live.published_at = None
        self.live.save()
        number = f"answers.answer/{public.history_id}"

        for role, expected in [(EDITOR, 403), (PUBLISHER, 302)]:
            sent = self.staff[role].client.post(f"/admin/version/{number}/restore/")
            if sent.status_code == 404:
                sent = self.staff[role].client.post(
                    f"/admin/chapters_portal/change/version/{number}/restore/"
                )
            self.assertEqual(sent.status_code, expected)

    def test_what_hangs_on_something_public_is_public(self):
        date = make_occurrence(celebration=make_celebration(), state="expected")
        ada = self.staff[EDITOR]

        sent = ada.send(date, ada.open(date), state="confirmed")
        self.assertContains(sent, "This would be public at once.")
        data = {"action": "confirm_dates", "_selected_action": [date.pk]}
        ada.client.post("/admin/events/occurrence/", data)
        page = ada.client.post(
            "/admin/events/occurrence/add/",
            {
                "celebration": date.celebration_id,
                "starts_on": "2028-04-01",
                "ends_on": "2028-04-02",
                "state": "confirmed",
            },
        )

        self.assertContains(page, "This would be public at once.")
        date.refresh_from_db()
        self.assertEqual(date.state, "expected")
        self.assertEqual(date.celebration.occurrences.count(), 1)


class NobodyRisesTests(Staffed):
    def test_an_administrator_cannot_make_a_superuser_nor_touch_one(self):
        one = self.staff[ADMINISTRATOR]
        boss = User.objects.create_superuser("boss", password="x")

        one.save(one.user, is_superuser="on")
        one.user.refresh_from_db()
        self.assertFalse(one.user.is_superuser)
        self.assertEqual(one.client.post(desk(boss), {}).status_code, 403)
        password = f"/admin/auth/user/{boss.pk}/password/"
        self.assertEqual(one.client.post(password, {}).status_code, 403)
        data = {"action": "take_second_factor", "_selected_action": [boss.pk]}
        page = one.client.post("/admin/auth/user/", data, follow=True)
        self.assertContains(page, "may do more than you")

    def test_who_manages_accounts_gives_no_more_than_they_have(self):
        codes = ["view_user", "change_user", "view_group", "change_group"]
        keeper = Editor("Keeper of accounts", Permission.objects.filter(codename__in=codes))
        role = Group.objects.get(name=ADMINISTRATOR)

        form = keeper.open(keeper.user)
        sent = keeper.send(keeper.user, form, groups=[role.pk])

        self.assertContains(sent, "not one of the available choices")
        self.assertFalse(keeper.user.groups.exists())
        delete = Permission.objects.get(codename="delete_person").pk
        sent = keeper.send(keeper.user, form, user_permissions=[delete])
        self.assertContains(sent, "not one of the available choices")
        self.assertEqual(keeper.client.post(desk(role), {}).status_code, 403)
        mighty = self.staff[PUBLISHER].user
        self.assertEqual(keeper.client.post(desk(mighty), {}).status_code, 403)

    def test_no_form_of_accounts_and_roles_gives_more_than_its_sender_has(self):
        one = self.staff[ADMINISTRATOR]
        boss = User.objects.create_superuser("boss", "boss@example.org", "x")
        lacking = Permission.objects.get(codename="delete_authenticator")
        mighty = Group.objects.create(name="Mighty")
        mighty.permissions.add(lacking)
        sleeper = User.objects.create_user("sleeper", is_active=False)
        sleeper.groups.add(mighty)
        own, editors = one.user, Group.objects.get(name=EDITOR)
        rise = {"is_superuser": "on", "is_staff": "on", "is_active": "on"}
        new = {"username": "new", "password1": "a new long one", "password2": "a new long one"}
        accounts, roles = "/admin/auth/user/", "/admin/auth/group/"
        bulk = {"action": "delete_selected", "post": "yes"}
        before = powers()

        for place, sent in [
            (desk(own), {**one.open(own), **rise}),
            (desk(own), {**one.open(own), "user_permissions": [lacking.pk]}),
            (desk(own), {**one.open(own), "groups": [mighty.pk]}),
            (desk(boss), {"username": "boss", "email": own.email}),
            (desk(sleeper), {"username": "sleeper", "email": own.email, "is_active": "on"}),
            (f"{accounts}{boss.pk}/password/", new),
            (f"{accounts}{sleeper.pk}/password/", new),
            (f"{accounts}{boss.pk}/delete/", {"post": "yes"}),
            (accounts, {**bulk, "_selected_action": [boss.pk, sleeper.pk]}),
            (accounts, {"action": "sign_out", "_selected_action": [boss.pk]}),
            (desk(editors), {"name": EDITOR, "permissions": [lacking.pk]}),
            (desk(mighty), {"name": "Mighty", "permissions": []}),
            (f"{roles}{mighty.pk}/delete/", {"post": "yes"}),
            (roles, {**bulk, "_selected_action": [mighty.pk]}),
            (f"{roles}add/", {"name": "New", "permissions": [lacking.pk]}),
        ]:
            with self.subTest(place=place, sent=sent):
                one.client.post(place, {**sent, "_save": "Save"})
                self.assertEqual(powers(), before)

        one.client.post(f"{accounts}add/", {**new, **rise, "user_permissions": [lacking.pk]})
        made = User.objects.get(username="new")
        self.assertEqual((made.is_superuser, made.get_all_permissions()), (False, set()))

    def test_only_administrators_take_second_factors_from_others(self):
        for role, one in self.staff.items():
            with self.subTest(role=role):
                data = {"action": "take_second_factor", "_selected_action": [one.user.pk]}
                sent = one.client.post("/admin/auth/user/", data)
                self.assertEqual(sent.status_code, 302 if role == ADMINISTRATOR else 403)


def powers():
    """Every account and role, with all that it may do and how it is reached."""
    accounts = {
        user.username: (
            user.is_superuser,
            user.is_active,
            user.email,
            user.password,
            sorted(user.user_permissions.values_list("codename", flat=True)),
            sorted(user.groups.values_list("name", flat=True)),
        )
        for user in User.objects.all()
    }
    return accounts, {
        role.name: sorted(role.permissions.values_list("codename", flat=True))
        for role in Group.objects.all()
    }
