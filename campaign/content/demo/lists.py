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
            "Not retrained, not renamed: closed by an act of Congress, its contracts ended, its "
            "detention centers emptied.",
        ),
        (
            "Every candidate on the record",
            "Whoever wants to sit in Congress answers one question in writing before the vote, "
            "where everybody can read it.",
        ),
        (
            "Build what replaces it",
            "Rights for immigrants, due process in every case, and safety that a community makes "
            "for itself.",
        ),
    ),
    models.Step: points(
        (
            "We send the pledge",
            "Every campaign for the House and the Senate is asked the same question about the "
            "same text, and asked again until it answers.",
        ),
        (
            "We publish who signs",
            "Each signer stands here with the date, the signed page and a link to the campaign. So "
            "far: {signed}.",
        ),
        (
            "You apply the pressure",
            "Call, write, share. The page of each candidate has the words, and the number that the "
            "campaign published.",
        ),
    ),
    models.Principle: points(
        (
            "Dignity",
            "A person is a neighbor before they are a case. We never argue with numbers "
            "where we can speak of people.",
        ),
        (
            "Accountability",
            "Power answers in public and in writing. So do we: every correction of "
            "ours stays in view.",
        ),
        (
            "Abolition",
            "What was built to remove people cannot be taught to protect them. We ask "
            "for its end and for nothing less.",
        ),
        (
            "Community safety",
            "People are safe where they can call for help without fear. That is "
            "made by neighbors, clinics and schools.",
        ),
    ),
    models.Activity: points(
        (
            "We contact every House and Senate campaign",
            "With the pledge, by mail and by telephone, and we write down when.",
        ),
        (
            "We publish every response",
            "Signed, pending or refused, with what shows it. {tracked} people are on our list.",
        ),
        (
            "We ground the case in testimony",
            "Of people who were detained, in their own words, with their consent, and only where "
            "it cannot harm them.",
        ),
        (
            "We give supporters what they need",
            "Scripts for a call and a letter, a sheet for the clipboard, stories and tools.",
        ),
    ),
    models.CoalitionDemand: points(
        (
            "No more collaboration",
            "The city's corrections and police departments end all of it: no detainers honored, no "
            "lists handed over, no desk kept for agents.",
        ),
        (
            "Safe access to any city agency",
            "A person can enter a hospital, a school, a court or a welfare office without being "
            "asked where they were born.",
        ),
        (
            "Spend on families, not on separating them",
            "What the city pays for enforcement goes to legal defense, child care and housing.",
        ),
    ),
    models.Belief: points(
        (
            "Families belong together",
            "No child should learn at the school door that a parent is gone.",
        ),
        (
            "Due process is for everybody",
            "A hearing, a lawyer and a judge come before a cell, whoever it is.",
        ),
        (
            "City policing stays out of immigration",
            "An officer who is called to help cannot also be somebody to hide from.",
        ),
    ),
    models.Consequence: points(
        (
            "A family",
            "loses a parent and a wage on one day, and the apartment soon after.",
        ),
        (
            "An employer",
            "loses somebody who knows the work, and the trust of whoever stayed.",
        ),
        ("A landlord", "loses tenants who paid on time and were afraid to say why they left."),
        (
            "A neighborhood",
            "loses witnesses: who fears the police reports no fire, no theft, no beating.",
        ),
    ),
    models.PollFigure: [
        {
            "percent": 65,
            "finding": "say that ICE has gone too far",
            "asked": "how far ICE goes in enforcing immigration law",
            "pollster": "Marist",
            "fielded_on": datetime.date(2026, 2, 1),
            "source_url": "https://maristpoll.marist.edu/",
        },
        {
            "percent": 50,
            "finding": "support abolishing ICE altogether",
            "asked": "whether ICE should be abolished in full",
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
            "said": "ratified on December 15, 1791",
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
            ("Corner Store Tenants’ Union", "Organizes buildings between the bridge and the park."),
            ("Night Shift Nurses for Due Process", "Nurses who keep agents out of their wards."),
            ("St. Brigid’s Welcome Table", "A parish kitchen that feeds two hundred on Sundays."),
            (
                "Monarch Legal Defense",
                "Lawyers who come to the first hearing: nobody is alone.",
            ),
            ("Whistle & Phone Tree Network", "Answers at five in the morning, in six languages."),
        )
    ],
    models.NextStep: [
        {
            "title": "Sign",
            "text": "Nine demands to those in office. {signatures} have put their names to them.",
            "words": "Read and sign",
            "target": "sign",
        },
        {
            "title": "Call",
            "text": "{pending} people have yet to answer. Perhaps one of them asks for your vote.",
            "words": "Find your candidates",
            "target": "call",
        },
        {
            "title": "Share",
            "text": "A name on a screen becomes a question at a town hall.",
            "words": "Share this page",
            "target": "share",
        },
        {
            "title": "Join",
            "text": "One letter when there is something to do, and none when there is not.",
            "words": "Leave your address",
            "target": "join",
        },
        {
            "title": "Learn the way out",
            "text": "Seven strategies for a town that does not want to wait for Congress.",
            "words": "Read the guide",
            "target": "link",
            "link": "/news/2026/seven-ways-to-begin/",
        },
        {
            "title": "Donate",
            "text": "Stamps, telephone lines and a lawyer cost money. Nothing here is for sale.",
            "words": "Give",
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
     "Orange placard in Spanish: Nadie es un número. Nobody is a number."),
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
