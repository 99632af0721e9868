from pledges.models.counts import CountChange, DayTally, PlaceTally, Recount
from pledges.models.invalidations import Invalidation, Surge
from pledges.models.mails import Export, MailedLink, SignUp
from pledges.models.paper import PaperBatch
from pledges.models.petitions import Demand, Milestone, Petition, Update
from pledges.models.signatures import Signature
from pledges.models.slowdowns import Slowdown
from pledges.models.supporters import (
    BlockedDomain,
    DomainRule,
    SealedKey,
    SharedDomain,
    Supporter,
    Suppression,
)

__all__ = [
    "BlockedDomain",
    "CountChange",
    "DayTally",
    "Demand",
    "DomainRule",
    "Export",
    "Invalidation",
    "MailedLink",
    "Milestone",
    "PaperBatch",
    "Petition",
    "PlaceTally",
    "Recount",
    "SealedKey",
    "SharedDomain",
    "SignUp",
    "Signature",
    "Slowdown",
    "Supporter",
    "Suppression",
    "Surge",
    "Update",
]
