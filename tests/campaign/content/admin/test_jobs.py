from django.urls import reverse
from procrastinate.contrib.django import app


class TestJobAdmin:
    def test_draws_no_style_that_the_policy_refuses(self, admin_client):
        app.configure_task("nothing", allow_unknown=True).defer(number=1)
        page = admin_client.get(reverse("admin:procrastinate_procrastinatejob_changelist"))
        assert "nothing" in page.content.decode()
        assert 'style="' not in page.content.decode()
