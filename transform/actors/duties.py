"""Whether a line's end says who does what, so that nothing more is to follow (docs/reading.md, Units)."""

import re

from taizhang.tables.terms import Role
from transform.actors.labels import ANY_LABEL, COLON
from transform.actors.name_gate import NameVerdict, judge_name
from transform.actors.organ_names import is_organ
from transform.actors.units import split_text
from transform.actors.verbs import ENDS_WITH_VERB
from transform.lexicon.pattern import Pattern

_LABEL = Pattern(rf"{ANY_LABEL}{COLON}")
_PAUSE = re.compile("[、，,；;。]")
# A longer sentence describes.
_LONGEST = 300


def ends_with_duty(line: str, following: str) -> bool:
    """Whether the last sentence of a line only says who does what, and the line that follows is none of it.

    >>> ends_with_duty("清淤修渠。责任单位：县水利局、县财政局", "各镇要提高认识，确保实效。")
    True
    >>> ends_with_duty("清淤修渠。县水利局牵头，县财政局配合", "各镇要提高认识，确保实效。")
    True

    A name that goes on in the next line, and words that describe, do not end:

    >>> ends_with_duty("责任单位：县水利局、各镇", "人民政府、县财政局。")
    False
    >>> ends_with_duty("完善制度，由县水利局", "组织实施，确保实效。")
    False
    """
    sentence = line.rpartition("。")[2]
    if len(sentence) > _LONGEST:
        return False
    label = _LABEL.search(sentence)
    if label is None and not ENDS_WITH_VERB.search(sentence):
        return False
    split = split_text(sentence[label.start() if label else 0 :], Role.RESPONSIBLE, frozenset())
    if not split.names:
        return False
    if label is None or not sentence.endswith(split.names[-1]):
        return split.is_sentence and all(map(is_organ, split.names))
    last, piece = split.names[-1], _first_piece(following)
    # 各镇要提高认识: 各 begins a name, and goes on with none.
    goes_on = is_organ(last + piece) and not piece.startswith("各")
    return judge_name(last) is NameVerdict.UNIT and not goes_on


def _first_piece(line: str) -> str:
    return _PAUSE.split(line, maxsplit=1)[0]
