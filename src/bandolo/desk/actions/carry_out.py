"""What does an act of each kind do once it is adopted?"""

from collections.abc import Callable, Mapping
from datetime import datetime

from bandolo.desk.actions.carry_out_award import carry_out_award
from bandolo.desk.actions.carry_out_disposal import carry_out_disposal
from bandolo.desk.actions.carry_out_payment import carry_out_payment
from bandolo.desk.actions.carry_out_revocation import carry_out_revocation
from bandolo.desk.actions.carry_out_variation import carry_out_variation
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.models import Act
from bandolo.rules.rule import Words

# In the transaction of the adoption; words take all of it back, and say why. Each kind of act is here: none
# is adopted without effect.
CarryOut = Callable[[Act, Actor, datetime], Words | None]
CARRY_OUT: Mapping[str, CarryOut] = {
    "ranking": carry_out_award,
    "draw": carry_out_award,
    "payment": carry_out_payment,
    "variation": carry_out_variation,
    "revocation": carry_out_revocation,
    "disposal": carry_out_disposal,
}
