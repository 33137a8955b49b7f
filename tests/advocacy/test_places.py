import pytest
from django.test import SimpleTestCase, TestCase
from django.utils.html import escape

from advocacy.models import Legislator, ZipDistrict, ZipPrefix
from advocacy.models.districts import NotAZip, normalized_zip
from advocacy.places import NoPlace, path_of, places_of_path, places_of_zip, seats_of
from chapters_portal.starter_content.loader import load_reference_data
from tests.advocacy.makers import make_delegation, make_legislator, make_zip


class NormalizedZipTests(SimpleTestCase):
    def test_five_digits_are_taken_from_every_way_to_write_them(self):
        for text in ["00820", " 00820 ", "00820-1234", "00820 1234", "008201234"]:
            with self.subTest(text=text):
                self.assertEqual(normalized_zip(text), "00820")

    def test_what_is_no_zip_code_is_refused_in_plain_words(self):
        for text in [
            "",
            "1234",
            "00000",
            "abcde",
            "12345-67",
            "１２３４５",
            "12345\x00",
            "9" * 1000,
        ]:
            with self.subTest(text=text), self.assertRaisesMessage(NotAZip, "five-digit"):
                normalized_zip(text)

    def test_a_canadian_code_is_told_for_what_it_is(self):
        for text in ["K1A 0B1", "k1a0b1"]:
            with self.subTest(text=text), self.assertRaisesMessage(NotAZip, "Canadian"):
                normalized_zip(text)


class PlacesTests(TestCase):
    def test_all_districts_are_shown_and_those_of_the_own_state_first(self):
        tennessee, kentucky = make_delegation("TN"), make_delegation("KY")
        ZipPrefix.objects.create(first="400", last="427", code="KY")
        make_zip("42223", (tennessee, 7), (kentucky, 2), (kentucky, 1))

        self.assertEqual(path_of(places_of_zip("42223")), "KY-1+KY-2+TN-7")

    def test_a_zip_of_mail_boxes_falls_back_to_its_state(self):
        make_delegation("GA")
        ZipPrefix.objects.create(first="300", last="319", code="GA")

        self.assertEqual(path_of(places_of_zip("30301")), "GA")

    def test_a_state_with_one_seat_needs_no_more_than_its_prefix(self):
        make_delegation("VT", house_seats=1)
        ZipPrefix.objects.create(first="050", last="059", code="VT")

        self.assertEqual(path_of(places_of_zip("05699")), "VT-0")

    def test_military_mail_and_other_nations_get_a_plain_sentence(self):
        ZipPrefix.objects.create(first="090", last="098", code="AE")
        for zip_code, words in [("09366", "military"), ("96960", "nation"), ("99999", "no place")]:
            with self.subTest(zip_code=zip_code), self.assertRaisesMessage(NoPlace, words):
                places_of_zip(zip_code)

    def test_an_address_names_the_places_and_nothing_else(self):
        georgia, vermont = make_delegation("GA"), make_delegation("VT", house_seats=1)

        places = places_of_path("GA-13+VT-0+GA-13+GA")

        self.assertEqual(
            [(place.delegation, place.district) for place in places],
            [(georgia, 13), (vermont, 0), (georgia, None)],
        )

    def test_an_address_that_names_no_district_is_refused(self):
        make_delegation("GA", house_seats=14)
        for path in [
            "",
            "XX-1",
            "GA-15",
            "GA-0",
            "GA-1x",
            "ga-1",
            "GA-1;GA-2",
            "+".join(["GA"] * 61),
        ]:
            with self.subTest(path=path), self.assertRaises(NoPlace):
                places_of_path(path)

    def test_a_seat_without_a_member_is_vacant_and_the_senators_stay(self):
        georgia = make_delegation("GA")
        senator = make_legislator(delegation=georgia)
        member = make_legislator(delegation=georgia, district=4)
        places = make_zip("30012", (georgia, 4), (georgia, 13))

        delegations, seats = seats_of(places)

        self.assertEqual(delegations, [(georgia, [senator])])
        self.assertEqual([seat.member for seat in seats], [member, None])

    def test_three_districts_take_as_many_queries_as_one(self):
        georgia = make_delegation("GA")
        for district in [1, 2, 3]:
            make_legislator(delegation=georgia, district=district)
        places = make_zip("30012", (georgia, 1), (georgia, 2), (georgia, 3))

        for count in [1, 3]:
            with self.subTest(count=count), self.assertNumQueries(3):
                seats_of(places[:count])


class ShippedDataTests(TestCase):
    """The data that ships with the portal, against what is known of it."""

    @classmethod
    def setUpTestData(cls):
        from django.utils import timezone

        load_reference_data(timezone.now())

    def last_names(self, zip_code):
        _, seats = seats_of(places_of_zip(zip_code))
        return [seat.member and seat.member.last_name for seat in seats]

    def test_known_zip_codes_find_their_members(self):
        for zip_code, names in [
            ("99501", ["Begich"]),
            ("05602", ["Balint"]),
            ("20500", ["Norton"]),
            ("96910", ["Moylan"]),
            ("00820", ["Plaskett"]),
            ("96799", ["Radewagen"]),
            ("96950", ["King-Hinds"]),
            ("59601", ["Downing"]),
            ("90210", ["Friedman", "Sherman", "Lieu"]),
            ("02903", ["Amo", "Magaziner"]),
            ("86514", ["Crane", "Leger Fernandez", "Kennedy"]),
            ("30012", ["Johnson", "Collins", None]),
            ("30301", []),
        ]:
            with self.subTest(zip_code=zip_code):
                self.assertEqual(self.last_names(zip_code), names)

    @pytest.mark.once
    def test_every_zip_code_leads_to_a_page_with_everyone_who_may_speak_for_it(self):
        """All that the answer depends on are a ZIP code's districts and its first three digits."""
        seats = {}
        for zip_code, *seat in ZipDistrict.objects.values_list(
            "zip_code", "delegation__code", "district"
        ):
            seats.setdefault(zip_code, set()).add(tuple(seat))
        alike = {(zip_code[:3], *sorted(seats[zip_code])): zip_code for zip_code in seats}
        paths = {}
        for (_, *pairs), zip_code in alike.items():
            path = path_of(places_of_zip(zip_code))
            self.assertEqual(sorted(path.split("+")), sorted(f"{s}-{d}" for s, d in pairs))
            paths[path] = {state for state, _ in pairs}
        house = {
            f"{member.delegation.code}-{member.district}": escape(member.name)
            for member in Legislator.objects.filter(chamber="house").select_related("delegation")
        }
        senators = {}
        for member in Legislator.objects.filter(chamber="senate").select_related("delegation"):
            senators.setdefault(member.delegation.code, set()).add(escape(member.name))

        self.assertEqual(len(seats), 33812)
        for path, states in paths.items():
            if path.count("+") in {1, 2} and len(states) == 1:
                continue  # these are many, and made as those of one district and of four are
            page = self.client.get(f"/advocacy/districts/{path}/").content.decode()
            names = {house.get(place, "Vacant") for place in path.split("+")}
            names = names.union(*(senators.get(state, {"has no senators"}) for state in states))
            self.assertEqual({name for name in names if name not in page}, set(), path)

    def test_every_member_of_congress_is_reached_by_some_zip_code(self):
        reached = set(ZipDistrict.objects.values_list("delegation", "district"))
        house = Legislator.objects.filter(chamber="house")
        senate = Legislator.objects.filter(chamber="senate")
        delegations = {delegation for delegation, _ in reached}

        self.assertEqual((house.count(), senate.count()), (437, 100))
        self.assertEqual([m for m in house if (m.delegation_id, m.district) not in reached], [])
        self.assertEqual([m for m in senate if m.delegation_id not in delegations], [])

    def test_no_contact_form_leads_outside_congress(self):
        for member in Legislator.objects.exclude(contact_form=""):
            self.assertRegex(member.contact_form, r"^https?://[\w.-]+\.(house|senate)\.gov/")
