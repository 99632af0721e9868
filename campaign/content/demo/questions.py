"""The questions of the demo, with answers in Markdown, in the order of the page."""

from __future__ import annotations

# Place on the page, question, answer, whether the mission page names it.
QUESTIONS: list[tuple[str, str, str, bool]] = [
    (
        "who-is-behind",
        "Who’s behind this?",
        "A coalition of neighbors: tenants, congregations, nurses, teachers and lawyers. You’ll "
        "find our partners on [the coalition’s page](/about/). No party or candidate pays us, and "
        "we don’t endorse anyone.",
        True,
    ),
    (
        "what-does-signing-mean",
        "What does a candidate promise by signing?",
        "Exactly what [the pledge](/pledge/) says, and nothing else. We publish every version word "
        "for word, and a signature counts for the version that was signed. If a candidate changes "
        "the words first, that’s an answer, but we don’t count it as signed.",
        True,
    ),
    (
        "what-is-pending",
        "What does “no answer” mean?",
        "The campaign hasn’t answered. It isn’t a refusal. Right now, {no_answer} people haven’t "
        "answered. Each candidate’s page says how often we’ve asked, and when we last did. Read "
        "[how we verify answers](/method/).",
        False,
    ),
    (
        "where-do-figures-come-from",
        "Where do your numbers come from?",
        "The polls are from [Marist](https://maristpoll.marist.edu/) with PBS and NPR, and from "
        "[YouGov](https://today.yougov.com/). Each one names its month and links to its source. "
        "What we say about detention and arrests comes from [Amnesty "
        "International](https://www.amnesty.org/), the [American Immigration "
        "Council](https://www.americanimmigrationcouncil.org/) and "
        "[ProPublica](https://www.propublica.org/). Our numbers about candidates come straight "
        "from our own record. You can [download it](/data/) and count for yourself.",
        True,
    ),
    (
        "how-do-i-learn-who-signed",
        "How do I find out that a candidate signed?",
        "The [tracker](/tracker/) shows it right away, and [one page](/tracker/signed/) lists "
        "everyone who signed. You can also follow new answers in [a feed](/tracker/feed/). When "
        "someone new signs, we post it on Instagram. Each candidate’s page has a picture you can "
        "post too.",
        True,
    ),
    (
        "my-district-is-not-listed",
        "No one in my district is listed. How can I help?",
        "Every district on the ballot has a page, even if no one there has answered. Pick your "
        "[state](/tracker/) and call the people who want your vote. If your state has no race this "
        "year, help out next door. Or start with our [seven ways]"
        "(/news/2026/seven-ways-to-begin/). None of them has to wait for an election.",
        True,
    ),
    (
        "you-made-a-mistake",
        "You got something wrong about a candidate. What now?",
        "Tell us. At the bottom of each candidate’s page, choose “Report an error on this page.” "
        "Someone will check it against the sources. We list every [correction](/corrections/) in "
        "public, so you don’t have to take our word for it.",
        False,
    ),
    (
        "are-these-people-real",
        "Are the people on this site real?",
        "No. This is a demo. We made up the candidates, the organizations and the answers, so we "
        "never put words in a real person’s mouth. The polls, the quotations and the sources of "
        "the articles are real.",
        False,
    ),
]
