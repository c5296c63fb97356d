"""Natural persons: one rule says who they are, and one way their numbers are shown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssj_xl.domain.persons import BUILT_IN, Persons, Showing, masked, masked_code

LAWYER = "11399201510123456"


def obj(code: str, name: str, object_type: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": name, "object_type": object_type, "uscc": "", "licence": "", "employer": "", **more}


def showing(*rows: dict[str, Any]) -> Showing:
    return Showing.of(rows, [])


def test_people_and_bodies_are_told_apart_by_the_built_in_list() -> None:
    assert all(kind in BUILT_IN for kind in ("律师", "公证员", "司法鉴定人", "基层法律服务工作者"))
    assert not any(kind in BUILT_IN for kind in ("律师事务所", "公证机构", "司法鉴定机构", "基层法律服务所", "仲裁委员会"))


def test_a_type_that_no_list_has_is_a_person_where_its_last_word_may_be_one() -> None:
    assert all(kind in BUILT_IN for kind in ("人民调解员", "实习律师", "破产管理人"))
    assert not any(kind in BUILT_IN for kind in ("企业法人", "法律援助中心", ""))


def test_what_the_code_list_says_goes_before_everything() -> None:
    codes = [{"category": "对象类型", "name": name, "person": said}
             for name, said in (("律师", "否"), ("法律顾问", "是"), ("公证员", ""))]
    persons = Persons.of(codes)
    assert "律师" not in persons
    assert "法律顾问" in persons
    assert "公证员" in persons, "a blank cell is the built-in list's"


def test_a_person_is_named_with_the_institution_and_the_ends_of_the_certificate() -> None:
    firm = obj("LS1", "甲律师事务所", "律师事务所", uscc="31139902MDNGKQWK1Q")
    by_code = obj(LAWYER, "张某", "律师", licence=LAWYER, employer="LS1")
    by_uscc = obj("L2", "李某", "律师", licence=LAWYER, uscc=firm["uscc"])
    show = showing(firm, by_code, by_uscc)
    assert show.name(LAWYER, "张某") == "张某（甲律师事务所，1139*********3456）"
    assert show.name("L2", "李某") == "李某（甲律师事务所，1139*********3456）"
    assert show.name("LS1", "甲律师事务所") == "甲律师事务所"
    assert showing(obj("L3", "王某", "律师")).name("L3", "王某") == "王某"


def test_a_code_that_is_the_certificate_is_replaced_and_any_other_stays() -> None:
    show = showing(obj(LAWYER, "张某", "律师", licence=LAWYER), obj("LS-007", "李某", "律师", licence=LAWYER[::-1]),
                   obj("31139902MDNGKQWK1Q", "甲律师事务所", "律师事务所"))
    assert show.code(LAWYER, "张某") == masked_code(LAWYER, "张某", "")
    assert show.code("LS-007", "李某") == "LS-007"
    assert show.code("31139902MDNGKQWK1Q", "甲律师事务所") == "31139902MDNGKQWK1Q"


def test_the_code_of_a_person_who_left_the_register_is_not_shown_either() -> None:
    gone = showing()
    assert LAWYER not in gone.code(LAWYER, "张某", "律师") + gone.name(LAWYER, "张某", "律师")
    assert LAWYER not in gone.code(LAWYER, "张某") + gone.name(LAWYER, "张某")


@pytest.mark.parametrize(("uscc", "licence", "kind", "shown"), [
    ("31139902MDNGKQWK1Q", "", "律师事务所", "31139902MDNGKQWK1Q"),
    ("", "21399201610000001", "律师事务所", "2139*********0001"),
    ("110101199003070000", "", "律师事务所", "1101**********0000"),
    ("31139902MDNGKQWK1Q", "11399201510123456", "律师", "1139*********3456"),
    ("", "", "律师事务所", "")])
def test_only_a_credit_code_is_shown_whole(uscc: str, licence: str, kind: str, shown: str) -> None:
    assert showing(obj("A", "甲", kind, uscc=uscc, licence=licence)).number("A") == shown


@given(st.text(alphabet="0123456789X", max_size=30))
def test_a_masked_number_hides_at_least_a_third(number: str) -> None:
    assert len(masked(number)) == len(number)
    assert masked(number).count("*") * 3 >= len(number)


@given(st.text(alphabet="0123456789X", min_size=12, max_size=30), st.text(max_size=5))
def test_a_masked_code_holds_no_more_of_the_number_than_its_ends(number: str, name: str) -> None:
    head, tail, rest = masked_code(number, name).split("-")
    assert (head, tail) == (number[:4], number[-4:])
    assert masked_code(f"{head}{'0' * (len(number) - 8)}{tail}", name).endswith(rest), "the digest is of nothing hidden"
