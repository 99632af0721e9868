from candidates.importers.fec.report import SAMPLE_SIZE, Entry, Kind, Report


class TestReport:
    def test_counts_all_and_keeps_the_first_of_each_kind(self):
        report = Report()
        for number in range(SAMPLE_SIZE + 1):
            report.add(Kind.NEW, Entry(number, "H6MI11001"))
        report.add(Kind.OTHER_YEARS)
        assert report.counts_for_log()["new"] == SAMPLE_SIZE + 1
        assert report.counts_for_log()["other_years"] == 1
        assert report.counts_for_log()["refused"] == 0
        [(kind, entries)] = report.samples_for_log().items()
        assert (kind, len(entries), entries[0]["number"]) == ("new", SAMPLE_SIZE, 0)
