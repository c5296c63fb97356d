"""A team is changed in 审计记录, with the names that are shown."""

from tests.attacks.attack_cases import Given, Record, forge


def _friendly(record: Record) -> None:
    team = next(iter(record["matching"]["teams"].values()))
    team[1] = next(line.split("\t")[0] for line in record["people_list"] if line.split("\t")[0] not in team and line.count("\t") == 4)


def test_an_inspector_who_would_not_be_chosen_is_put_into_a_team(given: Given) -> None:
    forge(given.record("审计记录"), _friendly)

    code, said = given.verify(given.record("审计记录"))
    assert (code, "③ 公布的单位是不是中签的那家：不符合" in said) == (4, True)
