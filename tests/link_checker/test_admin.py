from datetime import UTC, datetime

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import TestCase
from django.urls import reverse

from advocacy.models import StateLink
from chapters_portal.content.version import content_version
from chapters_portal.link_checker.models import WatchedLink
from chapters_portal.link_checker.watch import renew_places
from chapters_portal.pages.models import HomeLink, PageText
from tests.answers.makers import make_answer
from tests.makers import make_chapter, make_state
from tests.pages.makers import make_home_link
from tests.reading import read_page

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
LIST = reverse("admin:chapters_portal_watchedlink_changelist")
OLD, NEW = "https://old.example/a?b=1&c=2", "https://new.example/"
State = WatchedLink.State


class DeskTestCase(TestCase):
    def setUp(self):
        self.staff = get_user_model().objects.create_superuser("staff")
        self.client.force_login(self.staff)

    def sign_in_with(self, *codenames):
        editor = get_user_model().objects.create_user("editor", is_staff=True)
        editor.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        self.client.force_login(editor)

    def found_moved(self):
        """The run of last night, which found OLD moved to NEW."""
        renew_places(NOW)
        WatchedLink.objects.filter(address=OLD).update(
            state=State.MOVED, moved_to=NEW, looked_at=NOW
        )
        return WatchedLink.objects.get(address=OLD)

    def post(self, **data):
        return self.client.post(LIST, data, follow=True)

    def do(self, action, *links):
        return self.post(action=action, _selected_action=[link.pk for link in links])

    def told(self, response):
        return [str(message) for message in response.context["messages"]]


class ListTests(DeskTestCase):
    def test_the_list_begins_with_what_needs_attention_and_shows_the_rest_when_asked(self):
        for state in State.values:
            WatchedLink.objects.create(address=f"https://{state}.example", state=state)
        WatchedLink.objects.create(
            address="https://left.example", state=State.GONE, is_left_alone=True
        )

        def listed(**asked):
            return [
                link.address.removeprefix("https://").removesuffix(".example")
                for link in self.client.get(LIST, asked).context["cl"].result_list
            ]

        self.assertEqual(listed(), ["gone", "moved"])
        for state in State.values:
            self.assertEqual(listed(state=state), [state])
        self.assertEqual(listed(state="left-alone"), ["left"])
        self.assertEqual(len(listed(state="all")), 7)
        self.assertEqual(listed(state="nonsense"), ["gone", "moved"])

    def test_the_list_names_pages_words_and_owners(self):
        make_chapter(website=OLD)
        make_answer(slug="why", owner="CRO", body=f'<p><a href="{OLD}">because</a></p>')
        for number in range(3):
            make_home_link(title=f"Link {number}", url=OLD)
        self.found_moved()

        page = read_page(self.client.get(LIST).content)

        (cell,) = page.select(".field-shown_on")
        self.assertEqual(
            cell.get_text(" ", strip=True),
            "“Link 0” on /#support “Link 1” on /#support “Link 2” on /#support and 2 more",
        )

    def test_the_page_of_a_link_tells_all_places_and_cannot_be_changed(self):
        self.sign_in_with("view_watchedlink")
        chapter = make_chapter(website=OLD)
        answer = make_answer(owner="CRO", body=f'<p><a href="{OLD}">because</a></p>')
        link = self.found_moved()

        response = self.client.get(
            reverse("admin:chapters_portal_watchedlink_change", args=[link.pk])
        )

        self.assertNotContains(response, "_save")
        page = read_page(response.content)
        rows = [
            [cell.get_text(strip=True) for cell in row.select("td[class^=field]")]
            for row in page.select("tr.has_original")
        ]
        self.assertEqual(
            rows,
            [
                ["website", "/directory/vermont/", f"chapter {chapter}", "-"],
                ["because", answer.get_absolute_url(), f"answer {answer}", "CRO"],
            ],
        )

    def test_a_longer_list_needs_no_more_queries(self):
        counts = []
        for count in [1, 3]:
            for number in range(count):
                link = WatchedLink.objects.create(
                    address=f"https://{count}-{number}.example", state=State.GONE
                )
                make_home_link(url=link.address)
            renew_places(NOW)
            self.client.get(LIST)
            with self.assertNumQueries(6):
                response = self.client.get(LIST)
            counts.append(len(response.context["cl"].result_list))

        self.assertEqual(counts, [1, 4])


class AcceptTests(DeskTestCase):
    def test_one_click_puts_the_new_address_wherever_the_old_one_stands(self):
        chapter = make_chapter(website=OLD)
        answer = make_answer(
            body='<p><a href="https://old.example/a?b=1&amp;c=2">x</a> '
            '<a href="https://old.example/a?b=1&amp;c=23">y</a></p>'
        )
        text = PageText.objects.create(
            key="committee", title="Committee", body=f"See {OLD}, or {OLD}3."
        )
        home_link = make_home_link(url=OLD)
        link = self.found_moved()
        version = content_version()
        connection.run_on_commit.clear()  # as after a commit

        with self.captureOnCommitCallbacks(execute=True):
            response = self.post(accept=link.pk)

        self.assertEqual(self.told(response), [f"Changed in 4 places: {OLD} is now {NEW}."])
        for row in [chapter, answer, text, home_link]:
            row.refresh_from_db()
        self.assertEqual((chapter.website, home_link.url), (NEW, NEW))
        self.assertEqual(
            answer.body,
            '<p><a href="https://new.example/">x</a> '
            '<a href="https://old.example/a?b=1&amp;c=23">y</a></p>',
        )
        self.assertEqual(text.body, f"See {NEW}, or {OLD}3.")
        self.assertNotEqual(content_version(), version)
        new = WatchedLink.objects.get(address=NEW)
        self.assertEqual((new.state, new.places.count()), (State.ALIVE, 4))
        self.assertFalse(WatchedLink.objects.filter(address=OLD).exists())
        self.assertEqual(
            set(LogEntry.objects.values_list("change_message", flat=True)),
            {f"Changed the address {OLD} to {NEW}."},
        )

    def test_several_are_accepted_as_an_action(self):
        make_home_link(url=OLD)
        link = self.found_moved()
        dead = WatchedLink.objects.create(address="https://dead.example", state=State.GONE)

        response = self.do("accept_new_address", link, dead)

        self.assertEqual(self.told(response), [f"Changed in 1 place: {OLD} is now {NEW}."])
        self.assertEqual(HomeLink.objects.get().url, NEW)

    def test_a_new_address_that_a_row_cannot_take_is_refused_and_nothing_is_changed(self):
        vermont = make_state()
        for title, url in [("One", OLD), ("Two", NEW)]:
            StateLink.objects.create(state=vermont, title=title, url=url, kind="take-action")
        home_link = make_home_link(url=OLD)
        link = self.found_moved()

        response = self.post(accept=link.pk)

        self.assertEqual(
            self.told(response),
            [
                f"Not changed: {OLD}. state link One: This state lists the address already.",
            ],
        )
        home_link.refresh_from_db()
        self.assertEqual(home_link.url, OLD)
        self.assertEqual(WatchedLink.objects.get(address=OLD).state, State.MOVED)

    def test_a_row_that_was_changed_meanwhile_keeps_its_change(self):
        changed, same = make_home_link(url=OLD), make_home_link(url=OLD)
        gone = make_chapter(website=OLD)
        link = self.found_moved()
        HomeLink.objects.filter(pk=changed.pk).update(url="/directory/")
        gone.delete()

        response = self.post(accept=link.pk)

        self.assertEqual(self.told(response), [f"Changed in 1 place: {OLD} is now {NEW}."])
        self.assertEqual(
            [HomeLink.objects.get(pk=row.pk).url for row in [changed, same]], ["/directory/", NEW]
        )

    def test_an_address_that_is_nowhere_any_more_is_told_so(self):
        home_link = make_home_link(url=OLD)
        link = self.found_moved()
        home_link.delete()

        response = self.post(accept=link.pk)

        self.assertIn("It is no longer where we found it.", self.told(response)[0])

    def test_a_new_address_that_is_watched_already_takes_the_places_over(self):
        make_home_link(url=OLD)
        make_home_link(url=NEW)
        link = self.found_moved()

        self.post(accept=link.pk)

        self.assertEqual(WatchedLink.objects.get().places.count(), 2)

    def test_who_may_not_change_the_pages_may_not_accept(self):
        home_link = make_home_link(url=OLD)
        link = self.found_moved()
        self.sign_in_with("view_watchedlink", "change_watchedlink")

        response = self.post(accept=link.pk)

        self.assertEqual(
            self.told(response),
            [f"You may not change every page with {OLD}. Ask somebody who may."],
        )
        home_link.refresh_from_db()
        self.assertEqual(home_link.url, OLD)

    def test_who_may_only_look_gets_no_button_and_changes_nothing(self):
        home_link = make_home_link(url=OLD)
        link = self.found_moved()
        self.sign_in_with("view_watchedlink", "change_homelink")

        self.assertNotContains(self.client.get(LIST), 'name="accept"')
        self.post(accept=link.pk)
        self.do("accept_new_address", link)
        self.do("leave_alone", link)

        home_link.refresh_from_db()
        self.assertEqual(home_link.url, OLD)
        self.assertFalse(WatchedLink.objects.filter(is_left_alone=True).exists())

    def test_nonsense_is_answered_with_the_list(self):
        for value in ["", "x", "999999", "-1", "٣"]:
            with self.subTest(value=value):
                self.assertEqual(self.post(accept=value).status_code, 200)


class LeaveAloneTests(DeskTestCase):
    def test_a_link_is_left_alone_and_watched_again(self):
        link = WatchedLink.objects.create(address=OLD, state=State.GONE, looked_at=NOW)

        self.assertEqual(self.told(self.do("leave_alone", link)), ["Left alone: 1."])
        self.assertEqual(list(WatchedLink.objects.needing_attention()), [])
        self.assertEqual(list(WatchedLink.objects.due(NOW, 0)), [])

        self.client.post(
            f"{LIST}?state=left-alone", {"action": "watch_again", "_selected_action": [link.pk]}
        )
        self.assertEqual(list(WatchedLink.objects.needing_attention()), [link])
        self.assertEqual(list(WatchedLink.objects.due(NOW, 30)), [link])
