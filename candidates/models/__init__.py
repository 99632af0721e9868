from candidates.models.answers import Answer, DatePrecision
from candidates.models.candidacies import Candidacy
from candidates.models.corrections import Correction
from candidates.models.cycles import Cycle
from candidates.models.evidence import Evidence
from candidates.models.fec_ids import FecId
from candidates.models.imports import FecImport
from candidates.models.outreach import Outreach
from candidates.models.people import LinkSuggestion, Person
from candidates.models.places import Jurisdiction
from candidates.models.pledge import PledgeText
from candidates.models.races import Race
from candidates.models.results import StageResult
from candidates.models.rulings import BallotRuling, StageRuling
from candidates.models.stages import Stage

__all__ = [
    "Answer",
    "BallotRuling",
    "Candidacy",
    "Correction",
    "Cycle",
    "DatePrecision",
    "Evidence",
    "FecId",
    "FecImport",
    "Jurisdiction",
    "LinkSuggestion",
    "Outreach",
    "Person",
    "PledgeText",
    "Race",
    "Stage",
    "StageResult",
    "StageRuling",
]
