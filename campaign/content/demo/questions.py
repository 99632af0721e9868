"""The questions of the demo, with answers in Markdown, in the order of the page."""

from __future__ import annotations

# Place on the page, question, answer, whether the mission page names it.
QUESTIONS: list[tuple[str, str, str, bool]] = [
    (
        "who-is-behind",
        "Who is behind this?",
        "A coalition of neighbors: tenants, congregations, nurses, teachers, lawyers. The page "
        "[about the coalition](/about/) names the organizations. Nobody here is paid by a party "
        "or a candidate, and we endorse no one.",
        True,
    ),
    (
        "what-does-signing-mean",
        "What does a candidate promise by signing?",
        "Exactly what [the pledge](/pledge/) says, and nothing else. Each version is published "
        "word for word, and a signature belongs to the version that was signed. Whoever signs an "
        "altered text has answered, but has not signed.",
        True,
    ),
    (
        "what-is-pending",
        "What does “pending” mean?",
        "That there is no answer we can count. It is not a refusal. {pending} people are pending "
        "now; the page of each says how often and when the campaign was asked. [How we "
        "verify](/method/) has the rules.",
        False,
    ),
    (
        "where-do-figures-come-from",
        "Where do your statistics come from?",
        "Polls are by [Marist](https://maristpoll.marist.edu/) with PBS and NPR, and by "
        "[YouGov](https://today.yougov.com/); each figure names its month and links to its source. "
        "What we say about detention and arrests rests on the work of [Amnesty "
        "International](https://www.amnesty.org/), the [American Immigration "
        "Council](https://www.americanimmigrationcouncil.org/) and "
        "[ProPublica](https://www.propublica.org/). Figures about candidates come from our own "
        "record: nobody types them, and [the files](/data/) let you count again.",
        True,
    ),
    (
        "how-do-i-learn-who-signed",
        "How do I learn that a candidate signed?",
        "The [tracker](/tracker/) shows it at once, [who signed](/tracker/signed/) lists all of "
        "them, and a [feed](/tracker/feed/) tells your reader. For Instagram we make "
        "an announcement of each new signer; the page of each candidate has a picture to post.",
        True,
    ),
    (
        "my-district-is-not-listed",
        "Nobody in my district is listed. How can I help?",
        "Every district that is on the ballot has a page, even when nobody there has answered: "
        "choose your [state](/tracker/) and call whoever asks for your vote. If your state has no "
        "race this time, adopt one next door, or begin with the [seven strategies]"
        "(/news/2026/seven-ways-to-begin/), none of which waits for an election.",
        True,
    ),
    (
        "you-made-a-mistake",
        "You made a mistake about a candidate. What now?",
        "Tell us: the page of each candidate ends with “Report an error”. Somebody checks it "
        "against the sources. What we got wrong stays in view, [corrected](/corrections/), so that "
        "nobody has to take our word for it.",
        False,
    ),
    (
        "are-these-people-real",
        "Are the people on this site real?",
        "Not here. This is a demonstration: its candidates, organizations and answers are "
        "invented, so that no real person is said to have answered what they did not. The polls, "
        "the quotations and the sources of the articles are real.",
        False,
    ),
]
