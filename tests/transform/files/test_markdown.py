"""Documents saved as markdown read like the text that they hold."""

import pytest

from tests.transform.texts import read
from transform.files.markdown import is_markdown

PLAIN = "一、水利\n（一）修渠\n1. 清淤。 年内清完。\n责任单位： 县水利局、林业局\n2. 加固。 要牢。\n责任单位： 县水利局"
MARKED = (
    "---\ntitle: 某县水利工作要点\ndate: 2021-03-01\n---\n\n# 某县水利工作要点\n\n## 一、水利\n\n### （一）修渠\n\n"
    "**1. 清淤。** 年内清完。\n\n**责任单位：** 县水利局、林业局\n\n- 2\\. 加固。 要牢。\n- **责任单位：** 县水利局\n"
)


def test_tasks_are_those_of_the_plain_text():
    marked = read(MARKED)
    assert marked.metadata.title == "某县水利工作要点"
    assert str(marked.metadata.published_on) == "2021-03-01"
    plain = read(f"某县水利工作要点\n{PLAIN}").tasks
    assert len(plain) == 2
    assert [(t.label, t.headings, t.text, [u.name for u in t.units]) for t in marked.tasks] == [
        (t.label, t.headings, t.text, [u.name for u in t.units]) for t in plain
    ]


@pytest.mark.parametrize("text", ["一、修渠*\n二、#3渠", "***\n---\n甲：3*5", "1.修渠\n- 护林"])
def test_plain_text_with_signs_is_no_markdown(text):
    assert not is_markdown(text)
