"""Where the office speaks with people stands above the answers, with what is known of it."""

from django.test import TestCase

from answers.models import Channel
from chapters_portal.content.registry import registry
from chapters_portal.search.models import SearchDocument
from tests.answers.makers import make_answer, make_collection
from tests.editors import Editor, desk
from tests.reading import read_page


class ChannelTests(TestCase):
    def test_each_says_its_state_and_as_of_when_and_leads_there_where_it_can(self):
        collection = make_collection()
        make_answer(collection=collection)
        living = Channel.objects.create(
            collection=collection, title="Connect", dated="2021", url="https://connect.example/"
        )
        Channel.objects.create(
            collection=collection, title="A list", state="moved", dated="2021", note="To Connect."
        )

        page = read_page(self.client.get(collection.get_absolute_url()).content)
        rows = [" ".join(one.get_text(" ").split()) for one in page.select(".links li")]

        self.assertEqual(rows[0], "Connect Living (2021). connect.example")
        self.assertEqual(rows[1], "A list Moved (2021). To Connect.")
        self.assertIn(living.url, [link["href"] for link in page.select(".links a")])
        self.assertIn("To Connect.", SearchDocument.objects.get(source="collection").body)
        self.assertEqual([one.edited_in for one in registry.of(Channel)], ["collection"])

    def test_staff_edit_them_in_the_form_of_their_collection(self):
        channel = Channel.objects.create(collection=make_collection(), title="Blog", dated="2018")
        form = Editor().page(desk(channel.collection))
        self.assertIsNotNone(form.find("input", attrs={"value": "Blog"}))
