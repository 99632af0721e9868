from campaign.accounts.models.invitations import Invitation
from campaign.accounts.models.organizers import Organizer
from campaign.accounts.models.second_factor import OneTimeCode, TotpKey

__all__ = ["Invitation", "OneTimeCode", "Organizer", "TotpKey"]
