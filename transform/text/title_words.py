"""Words with which documents' titles end (kinds.toml): a line that ends with one may be a title, another was cut."""

import re

from transform.lexicon import alternatives, words

CALLED = re.compile(alternatives("kinds", "document_word") + r"(?:[（(〔][^（）()]{1,24}[)）〕])*$")
CALLED_ENDS = frozenset([*(word[-1] for word in words("kinds", "document_word")), *")）〕"])


def is_called(text: str) -> bool:
    """Whether a text ends with what documents call themselves: …的通知, …方案（试行）; not 关于做好防汛."""
    return text[-1:] in CALLED_ENDS and CALLED.search(text) is not None
