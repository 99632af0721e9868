import datetime
import json

from campaign.lib.structured_data import breadcrumb_list, data_block


def told(block: str) -> dict:
    return json.loads(block.partition(">")[2].rpartition("<")[0])


class TestDataBlock:
    def test_cannot_be_left(self):
        block = data_block({"name": "</script><script>alert(1)</script><!--"})
        assert block.count("<") == 2
        assert told(block)["name"] == "</script><script>alert(1)</script><!--"

    def test_leaves_out_what_is_empty(self):
        block = data_block({"@type": "Thing", "email": "", "sameAs": [], "author": None})
        assert told(block) == {"@context": "https://schema.org", "@type": "Thing"}

    def test_writes_days_and_moments(self):
        moment = datetime.datetime(2026, 3, 14, 12, tzinfo=datetime.UTC)
        assert told(data_block({"on": moment.date(), "at": moment})) == {
            "@context": "https://schema.org",
            "on": "2026-03-14",
            "at": "2026-03-14T12:00:00Z",
        }


class TestBreadcrumbList:
    def test_counts_from_one_with_public_addresses(self, settings):
        settings.SITE_URL = "https://example.org"
        items = breadcrumb_list([("Tracker", "/tracker/"), ("Ohio", "/tracker/oh/")])
        assert [(item["position"], item["item"]) for item in items["itemListElement"]] == [
            (1, "https://example.org/tracker/"),
            (2, "https://example.org/tracker/oh/"),
        ]
