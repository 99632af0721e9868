from candidates.models import Stage


class TestListOf:
    def test_is_the_party_where_each_party_holds_its_own_election_on_that_day(self):
        assert Stage(kind="primary").list_of("DEM") == "DEM"
        assert Stage(kind="primary", party="DEM").list_of("DEM") == ""
        assert Stage(kind="top_two").list_of("DEM") == ""
        assert Stage(kind="general").list_of("DEM") == ""
