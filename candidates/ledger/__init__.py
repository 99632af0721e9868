"""The verbs that change the record, each in one transaction that also derives it again.

Views, admin pages, commands, importers and the demo call them, as `ledger.answers.publish(…)`; no
model does. They know nothing of supporters.
"""

from candidates.ledger import acts as acts
from candidates.ledger import answers as answers
from candidates.ledger import calls as calls
from candidates.ledger import corrections as corrections
from candidates.ledger import desk as desk
from candidates.ledger import evidence as evidence
from candidates.ledger import holds as holds
from candidates.ledger import locks as locks
from candidates.ledger import nights as nights
from candidates.ledger import notices as notices
from candidates.ledger import people as people
from candidates.ledger import proofs as proofs
from candidates.ledger import refresh as refresh
from candidates.ledger import runs as runs
from candidates.ledger import samples as samples
from candidates.ledger import stages as stages
