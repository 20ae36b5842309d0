"""Does the worklist find an application, and say how many are in each state?"""

import pytest

from bandolo.desk.queries.worklist import work_by_state, worklist
from tests.desk.made import a_call
from tests.desk.reviewed import NOW, sent


@pytest.mark.django_db
def test_the_worklist_finds_an_enterprise_by_name_code_or_number() -> None:
    edition = a_call()
    first, second = sent(edition, 1), sent(edition, 2)
    by_name = [row.application for row in worklist(NOW, sought="impresa 2")]
    by_code = [row.application for row in worklist(NOW, sought=second.enterprise.fiscal_code)]
    by_number = [row.application for row in worklist(NOW, sought="1", call="c26")]
    assert (by_name, by_code) == ([second], [second])
    # The code of each enterprise has a 1 or a 2 in it, the number of the first is 1.
    assert by_number == [first]
    assert worklist(NOW, sought="9" * 40) == []
    assert [(state, number) for state, _, number in work_by_state("c26")] == [("submitted", 2)]
