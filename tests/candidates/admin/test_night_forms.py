from candidates.models import Stage
from tests.candidates.admin.nights import NIGHT, outcomes, save, typed
from tests.factories import SOURCE


class TestNightForm:
    def test_leaves_the_others_open_until_everyone_who_goes_on_is_chosen(
        self, admin_client, stages
    ):
        Stage.objects.filter(pk=stages[0].pk).update(kind="top_two", party=None, advances=2)
        first = typed((stages[0], 0, "advanced"))
        assert (
            "not everyone who goes on is chosen yet"
            in admin_client.post(NIGHT, first).content.decode()
        )
        assert save(admin_client, first).status_code == 302
        assert outcomes(stages[0]) == ["won_primary", "active", "active"]
        assert "Recorded by robin" in admin_client.get(NIGHT).content.decode()
        assert save(admin_client, typed((stages[0], 2, "advanced"))).status_code == 302
        assert outcomes(stages[0]) == ["won_primary", "lost_primary", "won_primary"]

    def test_takes_a_source_of_its_own_for_one_race(self, admin_client, stages):
        own = {f"source_{stages[1].pk}": "https://example.org/own"}
        data = typed((stages[0], 0, "advanced"), (stages[1], 1, "advanced"), **own)
        assert save(admin_client, data).status_code == 302
        for stage, source in ((stages[0], SOURCE), (stages[1], "https://example.org/own")):
            assert set(stage.results.values_list("source_url", flat=True)) == {source}
