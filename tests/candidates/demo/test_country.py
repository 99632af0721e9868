from candidates.demo.country import invented_person


class TestInventedPerson:
    def test_says_that_they_are_invented(self):
        person = invented_person("Ada Quartzite")
        assert person.is_invented
        assert (person.sort_name, person.slug) == ("Quartzite, Ada", "ada-quartzite")
