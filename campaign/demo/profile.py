"""What the demo says about itself: the campaign that the site was first built for."""

from campaign.models import Profile


def write_profile() -> None:
    """Store the demo's profile where an organizer has not written one."""
    Profile.objects.get_or_create(
        id=Profile.ONLY_ID,
        defaults={
            "name": "Neighbors Not Numbers",
            "ask": (
                "We ask every campaign for the US House and Senate to commit, in writing, to "
                "abolishing ICE, and we publish each answer."
            ),
            "alert_bar": "ICE cannot be repaired. We ask Congress to close it.",
            "contact_email": "record@neighbors.example",
            "legal_footer": (
                "Not authorized by any candidate or candidate's committee. "
                "The people on this site are invented."
            ),
        },
    )
