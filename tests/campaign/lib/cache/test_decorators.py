from django.http import HttpResponse

from campaign.lib.cache.decorators import cached_page, kept_page


@cached_page("state", "q", searches=("q",))
def page(request):
    return HttpResponse("Hello")


@cached_page(has_people=True)
def page_with_people(request):
    return HttpResponse("Hello, Hazel")


def private_page(request):
    return HttpResponse("Hello, organizer")


class TestCachedPage:
    def test_says_what_may_be_kept(self):
        kept = kept_page(page)
        assert kept
        assert kept.parameters == ("state", "q")
        assert kept.is_search("state=CA&q=a")
        assert not kept.is_search("state=CA")
        assert kept_page(private_page) is None

    def test_lets_people_leave_other_caches_after_five_minutes_without_the_site(self):
        seconds = [kept_page(view).outlives_errors_seconds for view in (page, page_with_people)]
        assert seconds == [86_400, 300]

    def test_is_for_nobody_else_when_an_organizer_asks(self, rf):
        assert "Cache-Control" not in page(rf.get("/")).headers
        rf.cookies["sessionid"] = "x"
        assert page(rf.get("/")).headers["Cache-Control"] == "private, no-cache"
