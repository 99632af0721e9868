from pledges.models.counts import CountChange, DayTally, PlaceTally, Recount
from pledges.models.email_domains import BlockedDomain, DomainRule, SharedDomain
from pledges.models.exports import Export
from pledges.models.follows import Follow
from pledges.models.invalidations import Invalidation
from pledges.models.mailed_links import MailedLink
from pledges.models.paper_batches import PaperBatch
from pledges.models.petitions import Demand, Milestone, Petition
from pledges.models.sealed_keys import SealedKey
from pledges.models.sign_ups import SignUp
from pledges.models.signatures import Signature
from pledges.models.slowdowns import Slowdown
from pledges.models.supporters import Supporter
from pledges.models.suppressions import Suppression
from pledges.models.surges import Surge
from pledges.models.updates import Update
