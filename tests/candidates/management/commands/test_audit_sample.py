import pytest
from django.core.management import CommandError, call_command

from candidates.models import AuditSample
from tests.factories import publish_answer, run

pytestmark = pytest.mark.django_db


class TestAuditSample:
    def test_draws_once_for_each_seed(self, capsys):
        publish_answer(run())
        call_command("audit_sample", seed=" 4 8 15 ")
        assert AuditSample.objects.get().seed == "4 8 15"
        assert "1 of 1 published answers were drawn." in capsys.readouterr().out
        with pytest.raises(CommandError, match="already a sample"):
            call_command("audit_sample", seed="4 8 15")

    @pytest.mark.parametrize("seed", ["", " ", "a\x00b", "a\nb", "x" * 101])
    def test_refuses_what_is_no_seed(self, seed):
        with pytest.raises(CommandError, match="Enter a seed"):
            call_command("audit_sample", seed=seed)
