"""What the demo says about itself: the campaign that the site was first built for."""

from campaign.content.demo.content import remove_content, write_content

__all__ = ["remove_content", "write_content"]
