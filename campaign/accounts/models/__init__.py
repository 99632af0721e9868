from campaign.accounts.models.invitations import Invitation
from campaign.accounts.models.notices import MutedNotice, NoticeKind, NoticeMark
from campaign.accounts.models.organizers import Organizer
from campaign.accounts.models.second_factor import OneTimeCode, TotpKey
from campaign.accounts.models.second_person import (
    DecidedReview,
    ReleasedBatch,
    ReleasedResult,
    SecondedCall,
    VerifiedAnswer,
)

__all__ = [
    "DecidedReview",
    "Invitation",
    "MutedNotice",
    "NoticeKind",
    "NoticeMark",
    "OneTimeCode",
    "Organizer",
    "ReleasedBatch",
    "ReleasedResult",
    "SecondedCall",
    "TotpKey",
    "VerifiedAnswer",
]
