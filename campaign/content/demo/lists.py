"""The lists of the demo, in the order in which they are shown.

Facts and figures have their public source beside them. Organizations are invented, and say so.
"""

from __future__ import annotations

import datetime
from typing import Any

from campaign.content import models

Rows = list[dict[str, Any]]


def points(*pairs: tuple[str, str]) -> Rows:
    return [{"title": title, "text": text} for title, text in pairs]


LISTS: dict[type[models.ListItem], Rows] = {
    models.Aim: points(
        (
            "Abolish the agency",
            "Don’t retrain it. Don’t rename it. Pass a law that shuts it down, ends its contracts "
            "and empties its detention centers.",
        ),
        (
            "Every candidate on the record",
            "If you want our votes, answer one question in writing before Election Day, where "
            "everyone can read it.",
        ),
        (
            "Build what replaces it",
            "Rights for immigrants, a fair hearing in every case, and safety that neighbors build "
            "together.",
        ),
    ),
    models.Step: points(
        (
            "We send the pledge",
            "We ask every House and Senate campaign to sign the same words. Then we ask again "
            "until they answer.",
        ),
        (
            "We publish who signs",
            "We list every signer with the date, the signed page and a link to the campaign. So "
            "far: {signed}.",
        ),
        (
            "You apply the pressure",
            "Call, email, share. Each candidate’s page has a script and the phone number the "
            "campaign published.",
        ),
    ),
    models.Principle: points(
        (
            "Dignity",
            "They count people. We know their names. Before anyone is a case number, they’re a "
            "neighbor.",
        ),
        (
            "Accountability",
            "People in power should answer in public, in writing. So should we. When we get "
            "something wrong, our correction stays up.",
        ),
        (
            "Abolition",
            "An agency built to take people away won’t learn to protect them. It has to go.",
        ),
        (
            "Community safety",
            "People are safe when they can call for help without fear. Neighbors, clinics and "
            "schools make that happen.",
        ),
    ),
    models.Activity: points(
        (
            "We contact every House and Senate campaign",
            "We send the pledge, we call, and we write down when.",
        ),
        (
            "We publish every response",
            "Signed, refused or no answer, with the evidence. We’re tracking {tracked} people.",
        ),
        (
            "We ground the case in testimony",
            "People who were detained tell their own stories, in their own words. We publish them "
            "only with their consent, and only if it can’t hurt them.",
        ),
        (
            "We give supporters what they need",
            "Call scripts, letters, sheets for your clipboard, stories and tools.",
        ),
    ),
    models.CoalitionDemand: points(
        (
            "No more collaboration",
            "Police and corrections stop working with ICE. They don’t honor detainers, hand over "
            "lists or keep a desk for its agents.",
        ),
        (
            "Safe access to any city agency",
            "You can walk into a hospital, a school, a courthouse or a benefits office, and no one "
            "asks where you were born.",
        ),
        (
            "Spend on families, not on separating them",
            "Take what the city spends on enforcement and put it into legal defense, child care "
            "and housing.",
        ),
    ),
    models.Belief: points(
        (
            "Families belong together",
            "No kid should find out at pickup that a parent is gone.",
        ),
        (
            "Everyone gets due process",
            "A lawyer, a hearing and a judge come before a cell. For everyone.",
        ),
        (
            "City police stay out of immigration",
            "You shouldn’t have to hide from the officer you called for help.",
        ),
    ),
    models.Consequence: points(
        (
            "A family",
            "loses a parent and a paycheck in one day. The apartment goes next.",
        ),
        (
            "An employer",
            "loses a worker who knows the job, and the trust of everyone who’s left.",
        ),
        ("A landlord", "loses tenants who paid on time and were too scared to say goodbye."),
        (
            "A neighborhood",
            "loses its witnesses. People who fear the police don’t report a fire, a theft or a "
            "beating.",
        ),
    ),
    models.PollFigure: [
        {
            "percent": 65,
            "finding": "say ICE has gone too far",
            "asked": "how far ICE goes in enforcing immigration law",
            "pollster": "Marist",
            "fielded_on": datetime.date(2026, 2, 1),
            "source_url": "https://maristpoll.marist.edu/",
        },
        {
            "percent": 50,
            "finding": "support abolishing ICE completely",
            "asked": "whether ICE should be abolished completely",
            "pollster": "YouGov",
            "fielded_on": datetime.date(2026, 3, 1),
            "source_url": "https://today.yougov.com/",
        },
    ],
    models.Quotation: [
        {
            "place": "home",
            "text": "No person shall be … deprived of life, liberty, or property, without due "
            "process of law.",
            "speaker": "The people of the United States",
            "source": "Fifth Amendment to the Constitution",
            "said": "ratified Dec. 15, 1791",
            "source_url": "https://constitution.congress.gov/constitution/amendment-5/",
        },
        {
            "place": "mission",
            "text": "Give me your tired, your poor, your huddled masses yearning to breathe free.",
            "speaker": "Emma Lazarus",
            "source": "The New Colossus, on the pedestal of the Statue of Liberty",
            "said": "1883",
            "source_url": "https://www.nps.gov/stli/learn/historyculture/colossus.htm",
        },
    ],
    models.Organization: [
        {
            "name": f"{name} (invented)",
            "note": note,
        }
        for name, note in (
            ("Corner Store Tenants’ Union", "Organizes tenants from the bridge to the park."),
            (
                "Night Shift Nurses for Due Process",
                "Nurses who keep agents out of patients’ rooms.",
            ),
            ("St. Brigid’s Welcome Table", "A church kitchen that feeds 200 people every Sunday."),
            (
                "Monarch Legal Defense",
                "Lawyers who show up at the first hearing, so no one faces it alone.",
            ),
            ("Whistle & Phone Tree Network", "Picks up at 5 a.m., in six languages."),
        )
    ],
    models.NextStep: [
        {
            "title": "Sign",
            "text": "We have nine demands for people in office. {signatures} of us have signed.",
            "words": "Read and sign",
            "target": "sign",
        },
        {
            "title": "Call",
            "text": "{no_answer} people haven’t answered. One of them may want your vote.",
            "words": "Find your candidates",
            "target": "call",
        },
        {
            "title": "Share",
            "text": "Send it to one neighbor. It might get asked at the next town hall.",
            "words": "Share this page",
            "target": "share",
        },
        {
            "title": "Join",
            "text": "We’ll email you when there’s something to do. Otherwise, we won’t.",
            "words": "Get our emails",
            "target": "join",
        },
        {
            "title": "Start in your town",
            "text": "You don’t have to wait for Congress. Here are seven ways to begin.",
            "words": "Read the guide",
            "target": "link",
            "link": "/news/2026/seven-ways-to-begin/",
        },
        {
            "title": "Donate",
            "text": "Stamps, phone lines and a lawyer cost money. Chip in if you can.",
            "words": "Donate",
            "target": "donate",
        },
    ],
    models.SocialLink: [
        {"name": "Instagram", "url": "https://instagram.example/neighborsnotnumbers"},
        {"name": "Mastodon", "url": "https://mastodon.example/@neighbors"},
    ],
}

# Which placard stands beside the quotation of a page, by how it begins.
QUOTED_BESIDE = {"home": "EVERY", "mission": "MI FAMILIA"}

# A slash begins a new line. In the order of the gallery: words, board, description.
PLACARDS: list[tuple[str, str, str]] = [
    ("ABOLISH / ICE", "orange",
     "Orange placard in black block letters: Abolish ICE."),
    ("NEIGHBORS / NOT / NUMBERS", "white",
     "White placard on a stick, lettered by hand: Neighbors, not numbers."),
    ("VECINOS / NO NÚMEROS", "sky",
     "Light blue placard in Spanish: Vecinos, no números. Neighbors, not numbers."),
    ("WILL / YOU SIGN?", "yellow",
     "Yellow placard with one question to candidates: Will you sign?"),
    ("PUT IT / IN WRITING", "kraft",
     "Placard painted on cardboard: Put it in writing."),
    ("NADIE / ES UN / NÚMERO", "orange",
     "Orange placard in Spanish: Nadie es un número. No one is a number."),
    ("A JUDGE / SIGNS / OR GO HOME", "white",
     "White placard about warrants: A judge signs, or go home."),
    ("MI FAMILIA / SE QUEDA", "yellow",
     "Yellow placard in Spanish: Mi familia se queda. My family stays."),
    ("WE COUNT / ON EACH / OTHER", "sky",
     "Light blue placard: We count on each other."),
    ("EVERY / PERSON / MEANS / EVERY", "kraft",
     "Cardboard placard about the Fifth Amendment: Every person means every."),
    ("AQUÍ / ESTAMOS", "white",
     "White placard in Spanish: Aquí estamos. Here we are."),
    ("NO CAGE / IS A / HOME", "orange",
     "Orange placard: No cage is a home."),
]  # fmt: skip
