import datetime

from django.core.exceptions import ValidationError

from candidates.importers.sheets import cells

MARCH_14 = datetime.date(2026, 3, 14)


def read(function, texts):
    found = {}
    for text in texts:
        try:
            found[text] = function(text)
        except ValidationError as refusal:
            found[text] = refusal.code
    return found


class TestPlain:
    def test_takes_away_what_exports_and_spreadsheets_add(self):
        expected = {"'+1 555": "+1 555", "\N{NO-BREAK SPACE}a ": "a", "it's": "it's", "'": "'"}
        expected |= {"#REF!": "formula_error", "#n/a": "formula_error", "#1": "#1"}
        assert read(cells.plain, expected) == expected


class TestRowId:
    def test_reads_a_number_in_any_notation(self):
        expected = {"17": 17, "17.0": 17, "1.7E1": 17}
        expected |= dict.fromkeys(["0", "1.5", "-3", "x", "٣", "9" * 30, "1e99"], "id")
        assert read(cells.row_id, expected) == expected


class TestDay:
    def test_reads_the_days_that_spreadsheets_write(self):
        days = ["2026-03-14", "3/14/2026", "03/14/26", "46095", "46095.0", "2026-03-14T09:30:00"]
        expected = dict.fromkeys([*days, "Mar 14, 2026", "March 14, 2026"], MARCH_14)
        expected |= dict.fromkeys(["14/3/2026", "2026-02-30", "soon", "12", "٣/١٤/٢٠٢٦"], "no_day")
        assert read(cells.day, expected) == expected


class TestMoment:
    def test_needs_a_zone(self):
        assert cells.moment("2026-05-01T12:00:00-04:00").utctimetuple().tm_hour == 16
        assert cells.moment("2026-05-01T12:00:00") is cells.moment("x") is None


class TestPhone:
    def test_repairs_what_a_spreadsheet_took_for_a_number(self):
        expected = {
            "5.551234567E9": "555-123-4567",
            "5551234567": "555-123-4567",
            "15551234567.0": "555-123-4567",
            "(555) 123-4567": "(555) 123-4567",
            "5.55123E+09": "cut",
            "311": "311",
            "5" * 5000: "5" * 5000,  # more digits than Python turns into text
        }
        assert read(cells.phone, expected) == expected


class TestSamePhone:
    def test_ignores_how_a_number_is_written(self):
        assert cells.same_phone("+1 (555) 123-4567", "555.123.4567")
        assert not cells.same_phone("555-123-4567", "555-123-4568")
        assert not cells.same_phone("555-123-4567 ext 2", "555-123-4567")
        assert not cells.same_phone("", "555-123-4567")


class TestLinks:
    def test_are_put_on_lines_of_their_own(self):
        text = "https://a.example/x,y, https://b.example/;https://c.example/"
        assert cells.links(text).splitlines() == [
            "https://a.example/x,y",
            "https://b.example/",
            "https://c.example/",
        ]


class TestChoice:
    def test_takes_the_value_or_its_label(self):
        choices = [("I", "incumbent"), ("in_person", "in person")]
        expected = {"i": "I", "Incumbent": "I", "In-Person": "in_person", "x": "no_choice"}
        assert read(lambda text: cells.choice(text, choices), expected) == expected


class TestSeat:
    def test_gives_a_district_its_zero_back(self):
        expected = {"mi-1": "MI-01", "MI-11": "MI-11", "AK-al": "AK-AL", "MI-Senate": "MI-SEN"}
        assert read(cells.seat, expected) == expected
