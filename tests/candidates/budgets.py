"""How many queries a page of the record may take, however many rows it shows.

The profile is asked for by every page, not by files. The listing has how many campaigns of each
kind there are, and the moment of the data.
"""

TRACKER = 6  # profile, cycle, listing, numbers of the page's rows, rows, figures
RANKS_ON_A_PAGE = 1  # a page that shows signers and others asks for their numbers apart
OUTREACH = 1  # where a page has rows without an answer
SEARCHED = TRACKER + 1 + OUTREACH  # count
SIGNED = 4  # profile, cycle, signers, figures
STATE = 6  # profile, cycle, races, figures, signers, election days
SEAT = 5  # profile, cycle, races, elections, campaigns
SHEET = 6  # profile, cycle, races, campaigns, listing, figures
BALLOT = 8  # profile, cycle, races, campaigns, elections, outreach, pledge, figures
BALLOT_OF_STATE = 6  # profile, cycle, races, pledge, figures, seats
CALL = 8  # profile, candidacy, cycle, races, campaigns, elections, outreach, pledge
# profile, candidacy, answers, evidence, proofs, reviews, notices, results, outreach, pledge
# others, replies
CANDIDATE = 12
DATA = 5  # profile, cycle, listing, figures, petitions
ASKED = 4  # profile, cycle, listing, rows
ASKED_FILE = 3  # cycle, listing, rows
FILES = 5  # cycle, listing, rows, outreach, proofs
STATS = 4  # cycle, listing, figures, counts of petitions
PLEDGE = 4  # profile, cycle, signers, texts
# profile, two of decisions, a sample, seven that count, a moment, six that find, the campaigns
CORRECTIONS = 20
CORRECTIONS_FEED = 9  # profile, a moment, six that find the changes, their campaigns
TRACKER_FEED = 2  # profile, answers
METHOD = 1  # profile
REPORT = 2  # profile, candidacy

BUDGETS = {
    "/tracker/": TRACKER,
    "/tracker/?state=MI&q=ada&sort=-updated": SEARCHED,
    "/tracker/signed/": SIGNED,
    "/tracker/asked/": ASKED,
    "/tracker/asked.csv": ASKED_FILE,
    "/tracker/mi/": STATE,
    "/tracker/mi/11/": SEAT,
    "/tracker/mi/sheet/": SHEET,
    "/ballot/mi/?districts=11": BALLOT,
    "/ballot/mi/": BALLOT_OF_STATE,
    "/data/": DATA,
    "/method/": METHOD,
    "/pledge/": PLEDGE,
    "/corrections/": CORRECTIONS,
    "/corrections/feed/": CORRECTIONS_FEED,
    "/tracker/feed/": TRACKER_FEED,
    "/tracker.csv": FILES,
    "/tracker.json": FILES,
    "/stats.json": STATS,
}

# What the campaign's own texts add once they name figures, as the demo’s do: signatures,
# and cycle and figures of the record where the page doesn't show them.
NAMED_FIGURES = 1
WITHOUT_TEXTS = {
    "/tracker/",
    "/tracker/?state=MI&q=ada&sort=-updated",
    "/tracker/mi/sheet/",
    "/corrections/feed/",
    "/tracker/feed/",
    "/tracker/asked.csv",
    "/tracker.csv",
    "/tracker.json",
    "/stats.json",
}
WITHOUT_FIGURES = {
    "/tracker/asked/",
    "/tracker/mi/11/",
    "/pledge/",
}
WITHOUT_CYCLE = {"/method/", "/corrections/"}
# What a race for the Senate adds to the page and the ballot of its state: campaigns, elections, and
# how often they were asked.
SENATE = {"/tracker/mi/": 2, "/ballot/mi/": 3}
# What each thousand campaigns after the first add to a file: how often they were asked.
ANOTHER_THOUSAND = {"/tracker.csv": 1, "/tracker.json": 1}
