"""From a ZIP code to a call, in a browser without scripts."""

import pytest
from django.utils import timezone

from advocacy.models import Action, StateLink
from tests.advocacy.makers import make_bill, make_delegation, make_legislator, make_step, make_zip
from tests.makers import make_chapter, make_state

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_zip_code_leads_to_the_whole_answer_without_scripts(open_page):
    state = make_state("Georgia", "GA")
    georgia = make_delegation("GA", name="Georgia", state=state)
    make_legislator(delegation=georgia, name="Sample Senator", phone="202-555-0100")
    make_legislator(
        delegation=georgia,
        district=4,
        name="Sample Representative",
        contact_form="https://sample.house.gov/contact",
    )
    make_zip("30012", (georgia, 4), (georgia, 13))
    make_chapter("Georgia Library Association", states=[state])
    StateLink.objects.create(
        state=state,
        title="Find my legislator",
        url="https://example.org/",
        kind="state-legislature",
    )
    Action.objects.create(
        title="Fund libraries",
        slug="fund-libraries",
        ask="Ask for money.",
        script="Dear {member}, I am {name} of {place}.",
        published_at=timezone.now(),
    )
    make_step(make_bill("H.R. 7"))

    page = open_page("/advocacy/", javascript=False)
    page.get_by_label("ZIP code").fill("K1A 0B1")
    page.get_by_role("button", name="Show my members of Congress").click()
    page.get_by_text("This is a Canadian postal code.").first.wait_for()
    page.get_by_label("ZIP code").fill("30012-1234")
    page.get_by_role("button", name="Show my members of Congress").click()

    page.wait_for_url("**/advocacy/districts/GA-4+GA-13/")
    for name in [
        "Sample Senator",
        "Sample Representative",
        "Vacant",
        "Fund libraries",
        "Sample Act of H.R. 7",
        "Georgia Library Association",
        "Find my legislator",
    ]:
        page.get_by_role("heading", name=name).first.wait_for()
    page.get_by_role("link", name="Contact form of Sample Representative").wait_for()
    page.get_by_role("link", name="Call Sample Senator with a script").click()

    page.get_by_text("Hello, my name is").first.wait_for()
    assert page.context.cookies() == []
    assert [problem for problem in page.problems if "400" not in problem] == []
