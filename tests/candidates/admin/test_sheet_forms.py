import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from candidates.admin.sheet_forms import BringSheetForm, ColumnsForm, LookForm
from candidates.importers.sheets.reading import Table
from candidates.models import SheetImport
from tests.factories import OrganizerFactory

TABLE = Table(["S1", "S2"], "S1", [(1, ["id", "", "x"]), (3, ["7", "", "a"]), (4, ["8", "", "a"])])


class TestBringSheetForm:
    @pytest.mark.django_db
    def test_offers_what_the_organizer_may_bring(self):
        verifier = OrganizerFactory.create()
        verifier.groups.set([Group.objects.get(name="Verifier")])
        assert [
            value for value, _label in BringSheetForm(user=verifier).fields["kind"].choices
        ] == ["results"]
        robin = OrganizerFactory.create(is_superuser=True)
        file = SimpleUploadedFile("a\x07.csv", b"id")
        form = BringSheetForm({"kind": "answers"}, {"file": file}, user=robin)
        assert form.is_valid()
        assert form.cleaned_data["file"].name == "a.csv"


class TestLookForm:
    def test_knows_the_sheets_and_rows_of_the_file(self):
        def errors(**data):
            return sorted(LookForm(data, table=TABLE).errors)

        assert errors(sheet="S2", header_row="3") == []
        assert errors(sheet="S9", header_row="2") == ["header_row", "sheet"]
        assert "sheet" not in LookForm(table=Table([""], "", TABLE.rows)).fields


class TestColumnsForm:
    def form(self, data=None):
        record = SheetImport(kind="campaigns", header_row=1)
        return ColumnsForm(data, record=record, table=TABLE, columns=["id", "", ""])

    def test_shows_samples_of_each_column_with_content(self):
        columns = [(box.label, samples) for box, samples in self.form().columns()]
        assert columns == [("id", ["7", "8"]), ("x", ["a"])]

    def test_needs_an_id_and_something_to_change(self):
        assert not self.form({"column_0": "id"}).is_valid()
        chosen = self.form({"column_0": "id", "column_2": "incumbency"})
        assert chosen.is_valid()
        assert chosen.chosen() == ["id", "", "incumbency"]
