"""Numbers of lists as programs write them before items: in Chinese, Roman and Latin letters."""

DIGITS = "〇一二三四五六七八九"
FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = (
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def chinese_words(number: int, digits: str = DIGITS, ten: str = "十") -> str:
    """A number from 1 to 99 in words.

    >>> chinese_words(21), chinese_words(10), chinese_words(12, FORMAL_DIGITS, "拾")
    ('二十一', '十', '壹拾贰')
    """
    tens, ones = divmod(number, 10)
    head = ""
    if tens != 0:
        # 十二, but 壹拾贰: on a cheque nobody may write a figure before it.
        if tens == 1 and digits is DIGITS:
            head = ten
        else:
            head = digits[tens] + ten
    return head + (digits[ones] if ones or not tens else "")


def roman_numeral(number: int) -> str:
    """A small number in lower-case Roman numerals.

    >>> roman_numeral(4), roman_numeral(29)
    ('iv', 'xxix')
    """
    out = ""
    for value, sign in ROMAN:
        while number >= value:
            out += sign
            number -= value
    return out


def word_letters(number: int) -> str:
    """Letters as Word counts, which is not as spreadsheets do: a to z, then aa, bb.

    >>> word_letters(3), word_letters(28)
    ('c', 'bb')
    """
    rounds, letter = divmod(number - 1, 26)
    return chr(97 + letter) * (rounds + 1)
