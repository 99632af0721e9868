"""Six files with the dirt of the FEC's, about invented people, over each other."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from candidates.importers.fec.imports import keep_waiting
from candidates.ledger.refresh import differences
from candidates.models import Candidacy, FecImport, Person
from tests.candidates.importers.bringing import FIRST, bring_bytes, counts, whole_record
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent
# What the first import of each says, in this order.
FILES = {
    "cn22.txt": {"new": 4, "refused": 2, "needs_person": 1, "to_check": 1, "other_years": 1}
    | {"other_offices": 1},
    "cn24.txt": {"new": 5, "refused": 2, "needs_person": 1, "to_check": 2},
    "cn26-first.txt": {"new": 6, "refused": 2, "to_check": 3},
    "cn26-later.txt": {"new": 1, "changed": 5, "unchanged": 1, "refused": 1, "to_check": 2},
    "cn28.txt": {"new": 8, "refused": 1, "to_check": 2},
    "cn30.txt": {"new": 3, "refused": 2},
}
# Long enough that no moment or hash in storage holds one by chance.
PRIVATE = ("12 ELM", "ELM AVE", "APT 9", "HIDDEN LANE", "SECRETVILLE", "KIM@", "555 555")
PRIVATE += ("555) 555", "5555550100")


def year_of(name: str) -> int:
    return 2000 + int(name[2:4])


def bring_file(name: str):
    return bring_bytes((FOLDER / name).read_bytes(), year=year_of(name))


def everything_stored() -> str:
    text = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith("candidates_") and table != "candidates_jurisdiction":
                cursor.execute(
                    sql.SQL("SELECT row::text FROM {} AS row").format(sql.Identifier(table))
                )
                text += [row for (row,) in cursor.fetchall()]
    return "\n".join(text).upper()


class TestSixFiles:
    def test_settle_over_each_other_and_leak_nothing(self, subtests, client, capsys):
        for name, expected in FILES.items():
            with subtests.test(name):
                assert counts(bring_file(name)) == {kind: n for kind, n in expected.items() if n}
                before = whole_record()
                again = counts(bring_file(name))
                assert whole_record() == before
                assert not {"new", "changed", "vanished", "to_check"} & set(again)
        names = {
            row.fec_id: row.person.full_name for row in Candidacy.objects.select_related("person")
        }
        with subtests.test("names as people write them"):
            assert names == {
                "H2MI11001": "Ada Lee Quartz-Stone",
                "H2MI11002": "Kit Alder",
                "H2AK00003": "Pat Linden",
                "S2MI00005": "Ben Clay Jr.",
                "S2CA00006": "Ines Roca y Canto",
                "H4MI10012": "Pat Hartwell Jr.",
                "H4MI10013": "Sam Brandt",
                "H6MI11021": "Rosa Peña",
                "H6MI11022": "Zoë Peña Jr.",
                "H6MI12023": "Alexandrina Montescudo",
                "H6MI13025": names["H6MI13025"],
                "H8PR00031": "Luz Arcilla",
                "S2OK00004": "Cora Fern",
                "H0MI11042": "Kim Jade",
            }
            assert len(names["H6MI13025"]) <= 200
        with subtests.test("one person for each id"):
            assert Person.objects.count() == len(names)
        with subtests.test("files of all years once more"):
            bring_file("cn26-later.txt")
            before = whole_record()
            for name in ("cn30.txt", "cn22.txt", "cn28.txt", "cn24.txt", "cn26-later.txt"):
                bring_file(name)
            assert whole_record() == before
            assert not list(differences(Candidacy.objects.all()))
        with subtests.test("what is to check"):
            flagged = Person.objects.with_name_to_check()
            assert set(flagged.values_list("fec_ids__fec_id", flat=True)) == {
                "H6MI12023",
                "H6MI13025",
            }
            parties = Candidacy.objects.with_party_to_check().filter(race__cycle__year=2026)
            assert dict(parties.values_list("fec_id", "party_name")) == {
                "H2MI11002": "Party as filed: 18",
                "H6MI11022": "Party as filed: WFP",
            }
        with subtests.test("nothing private in storage, logs or pages"):
            keep_waiting(
                (FOLDER / "cn28.txt").read_bytes(),
                file_name="cn.txt",
                cycle_year=2028,
                by=OrganizerFactory.create(),
                now=FIRST,
            )
            call_command("import_fec", FOLDER / "cn24.txt", "--cycle", "2024")
            run = Candidacy.objects.filter(fec_id="H2MI11002").latest("race__cycle__year")
            shown = client.get(run.get_absolute_url()).text + client.get("/tracker.csv").text
            everywhere = everything_stored() + (capsys.readouterr().out + shown).upper()
            assert FecImport.objects.filter(applied_at=None).exists()
            assert not [words for words in PRIVATE if words in everywhere]
