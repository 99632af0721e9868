"""The ids that pages have of themselves: no heading and no question of an editor's takes one."""

import re

ON_EVERY_PAGE = {"main", "share"}
RESERVED = re.compile(
    rf"{'|'.join(sorted(ON_EVERY_PAGE))}|next-steps|site-nav|comment|in-this-article|icon(-.*)?|id_.*"
)
