"""Units get their organ; what the tables do not know is counted, not dropped."""

from datetime import date

from taizhang.issues import Code
from taizhang.tables.terms import Role, TaskSource
from transform.actors.unit_organs import name_organs
from transform.model import Task, Unit


def task(*names: str, groups: tuple[str, ...] = ()) -> Task:
    units = [Unit(Role.LEAD, name, name) for name in names]
    units += [Unit(Role.LEAD, name, name, is_group=True) for name in groups]
    return Task(0, TaskSource.CLAUSE, "做好工作", units=units)


def test_units_get_canonical_name_and_function() -> None:
    one = task("市发改委", "市编办")
    assert name_organs([one], date(2016, 5, 1), None, "sha256:0") == []
    assert [(u.canonical_name, u.function) for u in one.units] == [
        ("市发展和改革委员会", "发改"),
        ("市机构编制委员会办公室", "编办"),
    ]


def test_an_unknown_unit_is_one_issue_with_its_count() -> None:
    tasks = [task("市桃源局", "市财政局"), task("市桃源局"), task("市柳暗局")]
    issues = name_organs(tasks, None, "https://a.gov.test/1.html", "sha256:0")
    assert [(i.code, i.count, i.url) for i in issues] == [
        (Code.UNKNOWN_UNIT, 1, "https://a.gov.test/1.html"),
        (Code.UNKNOWN_UNIT, 2, "https://a.gov.test/1.html"),
    ]
    assert "市柳暗局" in issues[0].message
    assert "市桃源局" in issues[1].message
    assert tasks[0].units[0].canonical_name is None


def test_firms_have_their_own_name_and_groups_none_and_neither_is_an_issue() -> None:
    one = task("市城投集团", groups=("市直相关部门",))
    assert name_organs([one], None, None, "sha256:0") == []
    assert [(u.canonical_name, u.function) for u in one.units] == [
        ("市城投集团", None),
        (None, None),
    ]
