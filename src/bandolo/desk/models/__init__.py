"""Which records does the desk keep?"""

from bandolo.desk.models.application import Application, Attachment, Field, FieldHistory, Seal, Submission
from bandolo.desk.models.arrival import Arrival, ScannedFile
from bandolo.desk.models.calls import Call, CallAct, CallUpload, Edition
from bandolo.desk.models.choice import Act, Award, Publication, Ranking
from bandolo.desk.models.claim import Claim
from bandolo.desk.models.data_request import DataRequest
from bandolo.desk.models.entry import Attempt, Entry, RecoveryCode, SecondFactor
from bandolo.desk.models.handed import HandedPaper, InvoiceUse
from bandolo.desk.models.inspection import Inspection, InspectionSample, SampleDraw
from bandolo.desk.models.loan import LoanContract, LoanEntry
from bandolo.desk.models.milestone import Milestone
from bandolo.desk.models.money import LedgerEntry
from bandolo.desk.models.payment import Payment, PaymentOrder, Transfer
from bandolo.desk.models.people import (
    Enterprise,
    Mandate,
    Person,
    Representation,
    Site,
    StaffRole,
    Undertaking,
    UndertakingMember,
)
from bandolo.desk.models.post import Mailbox, Message, ReceivedMail
from bandolo.desk.models.project import ProgressRequest, Reminder, Variation
from bandolo.desk.models.report import Report
from bandolo.desk.models.review import (
    CommitteeMember,
    ConflictDeclaration,
    Finding,
    LineFinding,
    Minutes,
    RefusalNotice,
    RegisterCheck,
    Review,
    Supplement,
    SupplementItem,
    Vote,
)
from bandolo.desk.models.revocation import (
    FalseDeclaration,
    GroundFound,
    Recovery,
    RecoveryPlan,
    RecoveryReceipt,
    Revocation,
)
from bandolo.desk.models.trace import Event, EventDetail

__all__ = [
    "Act",
    "Application",
    "Arrival",
    "Attachment",
    "Attempt",
    "Award",
    "Call",
    "CallAct",
    "CallUpload",
    "Claim",
    "CommitteeMember",
    "ConflictDeclaration",
    "DataRequest",
    "Edition",
    "Enterprise",
    "Entry",
    "Event",
    "EventDetail",
    "FalseDeclaration",
    "Field",
    "FieldHistory",
    "Finding",
    "GroundFound",
    "HandedPaper",
    "Inspection",
    "InspectionSample",
    "InvoiceUse",
    "LedgerEntry",
    "LineFinding",
    "LoanContract",
    "LoanEntry",
    "Mailbox",
    "Mandate",
    "Message",
    "Milestone",
    "Minutes",
    "Payment",
    "PaymentOrder",
    "Person",
    "ProgressRequest",
    "Publication",
    "Ranking",
    "ReceivedMail",
    "Recovery",
    "RecoveryCode",
    "RecoveryPlan",
    "RecoveryReceipt",
    "RefusalNotice",
    "RegisterCheck",
    "Reminder",
    "Report",
    "Representation",
    "Review",
    "Revocation",
    "SampleDraw",
    "ScannedFile",
    "Seal",
    "SecondFactor",
    "Site",
    "StaffRole",
    "Submission",
    "Supplement",
    "SupplementItem",
    "Transfer",
    "Undertaking",
    "UndertakingMember",
    "Variation",
    "Vote",
]
