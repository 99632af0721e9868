"""What the demo says about itself: the campaign that the site was first built for."""

from campaign.demo.profile import write_profile

__all__ = ["write_profile"]
