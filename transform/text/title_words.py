"""Words with which documents' titles end (kinds.toml): a line that ends with one may be a title, another was cut."""

import re

from transform.lexicon import choice, table, words

# 行动 and 政策 end ordinary lines too, 责任清单 and 倡议书 hardly any.
_LONG_ENOUGH = 3
_CALLED = {
    *words("kinds", "document_word"),
    *(word for word in words("kinds", "named") if len(word) >= _LONG_ENOUGH),
}
CALLED = re.compile(choice(_CALLED) + r"(?:\s?[（(〔][^（）()]{1,24}[)）〕])*$")
_LAW = re.compile("|".join(entry["pattern"] for entry in table("kinds", "law")))
_LAW_ENDS = "法"
CALLED_ENDS = frozenset([*(word[-1] for word in _CALLED), *")）〕", _LAW_ENDS])

# 新闻公告, 通知公告: two words of the kinds that a site publishes.
_COLUMN_OF_NEWS = re.compile("(?:通知|公告|公示|通告|新闻|资讯|动态|要闻){2}")
_COLUMN = re.compile("(?:" + choice(words("page", "column_word")) + r"|[\s_|>·—-])+")


def names_column(text: str) -> bool:
    """Whether a text is the name of a site's column: made of nothing but the words of such names.

    >>> names_column("通知公告"), names_column("规范性文件草案征集意见")
    (True, True)
    >>> names_column("停水公告"), names_column("政府工作报告")
    (False, False)
    """
    return _COLUMN.fullmatch(text.strip()) is not None


def names_column_of_news(text: str) -> bool:
    """Whether a text is the name of a column that publishes notices: no title ends with a line of it.

    >>> names_column_of_news("通知公告"), names_column_of_news("公告"), names_column_of_news("工作意见")
    (True, False, False)
    """
    return _COLUMN_OF_NEWS.fullmatch(text.strip()) is not None


def is_called(text: str) -> bool:
    """Whether a text ends with what documents call themselves (党政机关公文处理工作条例, 第九条: 文种).

    >>> is_called("关于修渠的通知"), is_called("修渠实施方案（试行）")
    (True, True)
    >>> is_called("关于做好防汛"), is_called("积极行动")
    (False, False)

    A law by its full name is one, a way of doing things is none:

    >>> is_called("中华人民共和国修渠法"), is_called("修渠方法")
    (True, False)
    """
    if text[-1:] not in CALLED_ENDS:
        return False
    if CALLED.search(text) is not None:
        return True
    return text.endswith(_LAW_ENDS) and _LAW.search(text) is not None
