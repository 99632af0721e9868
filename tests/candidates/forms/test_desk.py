import pytest
from django.utils.datastructures import MultiValueDict

from candidates.forms.desk import FORMS, ChangesForm, QuestionForm, SignForm
from candidates.models import DeskSubmission
from tests.candidates.desk.desks import SIGN
from tests.pictures import pdf, uploaded


class TestForms:
    def test_are_there_for_every_action(self):
        assert set(FORMS) == set(DeskSubmission.Action)

    def test_name_the_role_as_the_record_does(self):
        form = SignForm({**SIGN, "role": "representative"})
        assert form.is_valid()
        assert form.role_name == "authorized representative"

    def test_ask_to_choose_files_again_after_another_error(self):
        files = MultiValueDict({"scans": [uploaded(pdf(), "page.pdf")]})
        form = SignForm({**SIGN, "sender_name": ""}, files)
        assert form.errors["scans"] == ["Choose the files again. Your browser doesn’t keep them."]

    def test_refuse_changes_that_change_nothing(self):
        data = {**SIGN, "changed_text": "I will\r\nvote. "}
        form = ChangesForm(data, initial={"changed_text": "I will vote."})
        assert "word for word" in form.errors["changed_text"][0]
        assert ChangesForm(data, initial={"changed_text": "I will not vote."}).is_valid()

    @pytest.mark.parametrize("form_class", [ChangesForm, QuestionForm])
    def test_need_the_words_that_they_are_for(self, form_class):
        name = "changed_text" if form_class is ChangesForm else "words"
        assert name in form_class({**SIGN, name: ""}).errors
