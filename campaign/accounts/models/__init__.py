from campaign.accounts.models.organizers import Organizer

__all__ = ["Organizer"]
