"""Finished pages: what the public asks for again and again is kept as bytes, ready to send.

`middleware` stands before Django and answers from `store`; `decorators.cached_page` marks the views
whose pages may be kept, and `addresses` tells which request asks for which page. A page is fresh
for one `generation`, which ends when something that the public sees changes: triggers note that in
`publications`. Each process keeps its own pages.
"""
