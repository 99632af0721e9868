"""How many queries a page of the record may take, however many rows it shows.

The profile is asked for by every page, not by files; figures take two queries.
"""

TRACKER = 9  # profile, cycle, states, parties, count, rows, moment of the data, figures
SIGNED = 5  # profile, cycle, signers, figures
STATE = 8  # profile, cycle, state, races, elections, campaigns, figures
SEAT = 6  # profile, cycle, state, races, elections, campaigns
SHEET = 8  # profile, cycle, state, races, campaigns, moment of the data, figures
CANDIDATE = 8  # profile, candidacy, answers, evidence, results, outreach, pledge, others
DATA = 4  # profile, cycle, moment of the data, petitions
TRACKER_CSV = 4  # cycle, states, parties, rows
TRACKER_JSON = 5  # and the moment of the data
STATS = 6  # cycle, moment of the data, figures, petitions, counts
PLEDGE = 4  # profile, cycle, signers, texts
CORRECTIONS = 14  # profile, six that count, a moment, five that find, the campaigns of the page
CORRECTIONS_FEED = 8  # profile, a moment, five that find the changes, their campaigns
TRACKER_FEED = 2  # profile, answers
METHOD = 1  # profile
REPORT = 2  # profile, candidacy

BUDGETS = {
    "/tracker/": TRACKER,
    "/tracker/?state=MI&q=ada&sort=-updated": TRACKER,
    "/tracker/signed/": SIGNED,
    "/tracker/mi/": STATE,
    "/tracker/mi/11/": SEAT,
    "/tracker/mi/sheet/": SHEET,
    "/data/": DATA,
    "/method/": METHOD,
    "/pledge/": PLEDGE,
    "/corrections/": CORRECTIONS,
    "/corrections/feed/": CORRECTIONS_FEED,
    "/tracker/feed/": TRACKER_FEED,
    "/tracker.csv": TRACKER_CSV,
    "/tracker.json": TRACKER_JSON,
    "/stats.json": STATS,
}

# What the campaign's own texts add once they name figures, as the demo's do: cycle, petitions,
# signatures, figures of the record (2).
NAMED_FIGURES = 5
WITHOUT_TEXTS = {
    "/tracker/mi/sheet/",
    "/corrections/feed/",
    "/tracker/feed/",
    "/tracker.csv",
    "/tracker.json",
    "/stats.json",
}
