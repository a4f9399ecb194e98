"""Number words as data: what a maintainer extends when a new form turns up.

Forms stand in plain lower case, separated by spaces. Write the apostrophe as ``'`` and the Russian ``ё`` as ``е``: the reader
of texts does the same before it looks a word up. English, Ukrainian and Russian are meant to be whole; of other languages only
the forms that are no word of a listed language (no French ``six``/German ``die`` trap) and that the press in fact prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

CARDINALS: Mapping[str, Mapping[int, str]] = {
    "en": {
        0: "zero", 1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
        11: "eleven", 12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen",
        18: "eighteen", 19: "nineteen", 20: "twenty", 30: "thirty", 40: "forty fourty", 50: "fifty", 60: "sixty",
        70: "seventy", 80: "eighty", 90: "ninety",
    },
    "uk": {
        0: "нуль нуля нулю нулем",
        1: "один одна одне одного одної однієї одному одній одну одним одною однією однім",
        2: "два дві двох двом двома двоє обидва обидві обидвох обидвом обидвома обоє обох",
        3: "три трьох трьом трьома троє",
        4: "чотири чотирьох чотирьом чотирма четверо",
        5: "п'ять п'яти п'ятьох п'ятьом п'ятьма п'ятеро",
        6: "шість шести шістьох шістьом шістьма шестеро",
        7: "сім семи сімох сімом сьома сімома семеро",
        8: "вісім восьми вісьмох вісьмом вісьма вісьмома восьмеро",
        9: "дев'ять дев'яти дев'ятьох дев'ятьом дев'ятьма дев'ятеро",
        10: "десять десяти десятьох десятьом десятьма десятеро",
        11: "одинадцять одинадцяти одинадцятьох одинадцятьом одинадцятьма",
        12: "дванадцять дванадцяти дванадцятьох дванадцятьом дванадцятьма",
        13: "тринадцять тринадцяти тринадцятьох тринадцятьом тринадцятьма",
        14: "чотирнадцять чотирнадцяти чотирнадцятьох чотирнадцятьом чотирнадцятьма",
        15: "п'ятнадцять п'ятнадцяти п'ятнадцятьох п'ятнадцятьом п'ятнадцятьма",
        16: "шістнадцять шістнадцяти шістнадцятьох шістнадцятьом шістнадцятьма",
        17: "сімнадцять сімнадцяти сімнадцятьох сімнадцятьом сімнадцятьма",
        18: "вісімнадцять вісімнадцяти вісімнадцятьох вісімнадцятьом вісімнадцятьма",
        19: "дев'ятнадцять дев'ятнадцяти дев'ятнадцятьох дев'ятнадцятьом дев'ятнадцятьма",
        20: "двадцять двадцяти двадцятьох двадцятьом двадцятьма",
        30: "тридцять тридцяти тридцятьох тридцятьом тридцятьма",
        40: "сорок сорока",
        50: "п'ятдесят п'ятдесяти п'ятдесятьох п'ятдесятьом п'ятдесятьма",
        60: "шістдесят шістдесяти шістдесятьох шістдесятьом шістдесятьма",
        70: "сімдесят сімдесяти сімдесятьох сімдесятьом сімдесятьма",
        80: "вісімдесят вісімдесяти вісімдесятьох вісімдесятьом вісімдесятьма",
        90: "дев'яносто дев'яноста",
        100: "сто ста",
        200: "двісті двохсот двомстам двомастами двохстах",
        300: "триста трьохсот трьомстам трьомастами трьохстах",
        400: "чотириста чотирьохсот чотирьомстам чотирмастами чотирьохстах",
        500: "п'ятсот п'ятисот п'ятистам п'ятьмастами п'ятистах",
        600: "шістсот шестисот шестистам шістьмастами шестистах",
        700: "сімсот семисот семистам сьомастами семистах",
        800: "вісімсот восьмисот восьмистам вісьмастами восьмистах",
        900: "дев'ятсот дев'ятисот дев'ятистам дев'ятьмастами дев'ятистах",
    },
    "ru": {
        0: "ноль ноля нулем",
        1: "один одна одно одного одной одному одну одним одном одною",
        2: "два две двух двум двумя двое двоих двоим двоими оба обе обоих обеих обоим обеим",
        3: "три трех трем тремя трое троих троим троими",
        4: "четыре четырех четырем четырьмя четверо четверых четверым четверыми",
        5: "пять пяти пятью пятеро пятерых пятерым пятерыми",
        6: "шесть шести шестью шестеро шестерых шестерым шестерыми",
        7: "семь семи семью семеро семерых семерым семерыми",
        8: "восемь восьми восемью восьмью восьмеро восьмерых восьмерым",
        9: "девять девяти девятью девятеро девятерых",
        10: "десять десяти десятью десятеро десятерых",
        11: "одиннадцать одиннадцати одиннадцатью",
        12: "двенадцать двенадцати двенадцатью",
        13: "тринадцать тринадцати тринадцатью",
        14: "четырнадцать четырнадцати четырнадцатью",
        15: "пятнадцать пятнадцати пятнадцатью",
        16: "шестнадцать шестнадцати шестнадцатью",
        17: "семнадцать семнадцати семнадцатью",
        18: "восемнадцать восемнадцати восемнадцатью",
        19: "девятнадцать девятнадцати девятнадцатью",
        20: "двадцать двадцати двадцатью",
        30: "тридцать тридцати тридцатью",
        40: "сорок сорока",
        50: "пятьдесят пятидесяти пятьюдесятью",
        60: "шестьдесят шестидесяти шестьюдесятью",
        70: "семьдесят семидесяти семьюдесятью",
        80: "восемьдесят восьмидесяти восемьюдесятью восьмьюдесятью",
        90: "девяносто девяноста",
        100: "сто ста",
        200: "двести двухсот двумстам двумястами двухстах",
        300: "триста трехсот тремстам тремястами трехстах",
        400: "четыреста четырехсот четыремстам четырьмястами четырехстах",
        500: "пятьсот пятисот пятистам пятьюстами пятистах",
        600: "шестьсот шестисот шестистам шестьюстами шестистах",
        700: "семьсот семисот семистам семьюстами семистах",
        800: "восемьсот восьмисот восьмистам восемьюстами восьмистах",
        900: "девятьсот девятисот девятистам девятьюстами девятистах",
    },
    # Bulgarian, Polish, Czech, German, French, Spanish, Italian, Romanian: single words only, not composed by hand.
    "other": {
        1: "един една едно jeden jedna jedną jednego ein eine einen einem einer",
        2: "dwa dwie dwóch dwaj dvě dvou zwei deux două doi",
        3: "trzy trzech tří třech drei trois tres trei",
        4: "четири cztery czterech čtyři čtyř vier quatre cuatro quattro patru",
        5: "пет pięć pięciu pět pěti fünf cinq cinco cinque cinci",
        6: "шест sześć sześciu šest šesti sechs seis șase",
        7: "седем siedem siedmiu sedm sedmi sieben siete sette șapte",
        8: "осем osiem ośmiu osm osmi acht huit ocho",
        9: "девет dziewięć dziewięciu devět devíti neun nueve nove nouă",
        10: "десет dziesięć dziesięciu deset deseti zehn dix diez dieci zece",
        11: "единадесет jedenaście jedenáct onze undici",
        12: "дванадесет dwanaście dvanáct zwölf douze doce dodici",
    },
}  # fmt: skip
#: Words that multiply the number before them ("383 тыс.", "two hundred").
MULTIPLIERS: Mapping[int, str] = {
    10: "десяток десятка десятку десятком десятків десятков",
    12: "dozen дюжина дюжину дюжини дюжины дюжин",
    100: "hundred сотня сотню сотні сотни сотень сотен",
    1_000: (
        "thousand тисяча тисячу тисячі тисяч тисячею тисячам тисячами тисячах тис "
        "тысяча тысячу тысячи тысяч тысячей тысячью тысячам тысячами тысячах тыс "
        "хиляда хиляди хил mil mila mille tisíc tisíce tysiąc tysiące tysięcy tys tausend tsd mii duizend ezer χιλιάδες χιλ"
    ),
    1_000_000: (
        "million millions mln mn мільйон мільйона мільйони мільйонів мільйону мільйоном мільйонам мільйонами мільйонах млн "
        "миллион миллиона миллионы миллионов миллиону миллионом миллионам миллионами миллионах "
        "милион милиона милиони millionen mio millón millones milion miliony milionów milione milioni milioane milhão milhões"
    ),
    1_000_000_000: (
        "billion billions bn мільярд мільярда мільярди мільярдів мільярду мільярдом мільярдам мільярдами мільярдах млрд "
        "миллиард миллиарда миллиарды миллиардов миллиарду миллиардом миллиардам миллиардами миллиардах "
        "милиард милиарда милиарди milliard milliards milliarde milliarden mrd miliard miliardy miliardów miliardi mld"
    ),
    1_000_000_000_000: "trillion trillions трлн трильйон трильйона трильйонів триллион триллиона триллионов",
}
#: A multiplier that needs no number before it ("a hundred drones", "получил тысячу тел").
ALONE_MEANS_ONE = frozenset(
    "hundred thousand million billion trillion dozen тисяча тисячу тысяча тысячу хиляда мільйон миллион милион мільярд "
    "миллиард сотня сотню дюжина дюжину десяток tausend mille mil million tisíc tysiąc".split()
)
#: Genitive singulars: one of them after a hedge that asks for the genitive ("свыше тысячи"), else a vague plural ("тисячі людей").
ONE_AFTER_A_HEDGE = frozenset("тисячі тысячи мільйона миллиона мільярда миллиарда сотні сотни дюжини дюжины десятка".split())
GENITIVE_HEDGES = frozenset(
    "більше менше близько понад до від щонайменше майже біля ніж свыше более больше менее меньше около до от почти чем порядка".split()
)
#: Short forms whose full stop is no end of a sentence ("9 тыс. 700").
ABBREVIATED = frozenset("тыс тис млн млрд трлн хил tys tsd mio mrd mln mld χιλ".split())

#: One word that holds a half.
HALF_WORDS: Mapping[str, Decimal] = {
    "півтора": Decimal("1.5"), "півтори": Decimal("1.5"), "полтора": Decimal("1.5"), "полторы": Decimal("1.5"),
    "полутора": Decimal("1.5"), "півтораста": Decimal(150), "полтораста": Decimal(150),
    "півсотні": Decimal(50), "полсотни": Decimal(50), "півтисячі": Decimal(500), "полтысячи": Decimal(500),
    "півмільйона": Decimal(500_000), "полмиллиона": Decimal(500_000),
    "півмільярда": Decimal(500_000_000), "полмиллиарда": Decimal(500_000_000),
}  # fmt: skip
FRACTIONS: Mapping[str, Decimal] = {
    form: value
    for value, forms in {
        Decimal("0.5"): "half halves половина половину половини половиною половины половине половиной пів",
        Decimal("0.25"): "quarter чверть чверті чвертю четверть четверти четвертью",
        Decimal(1) / 3: "третина третину третини третиною треть трети третью",
    }.items()
    for form in forms.split()
}
#: English denominators: "two thirds", "three quarters", "a fifth of".
DENOMINATORS: Mapping[str, int] = {
    "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6,
    "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
    "треть": 3, "трети": 3, "третей": 3, "третина": 3, "третини": 3, "третину": 3,
    "четверть": 4, "четверти": 4, "чверть": 4, "чверті": 4,
}  # fmt: skip
#: After an ordinal these words make a fraction: "шестую часть".
PARTS = frozenset("часть части частью частина частину частини частиною".split())
AND_A_HALF = ("and a half", "з половиною", "із половиною", "с половиной")

#: Ordinals of English, whole words.
ORDINALS_EN: Mapping[str, int] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
    "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60,
    "seventieth": 70, "eightieth": 80, "ninetieth": 90, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
#: Stems of hard-declension ordinals; every ending of the language is put behind them.
ORDINAL_ENDINGS: Mapping[str, str] = {
    "uk": "ий а е ого ої ому ій им ою у і их ими",
    "ru": "ый ой ая ое ого ому ым ом ую ою ые ых ыми",
}
ORDINAL_STEMS: Mapping[str, Mapping[int, str]] = {
    "uk": {
        1: "перш", 4: "четверт", 5: "п'ят", 6: "шост", 8: "восьм", 9: "дев'ят", 10: "десят", 11: "одинадцят",
        12: "дванадцят", 13: "тринадцят", 14: "чотирнадцят", 15: "п'ятнадцят", 16: "шістнадцят", 17: "сімнадцят",
        18: "вісімнадцят", 19: "дев'ятнадцят", 20: "двадцят", 30: "тридцят", 40: "сороков", 50: "п'ятдесят",
        60: "шістдесят", 70: "сімдесят", 80: "вісімдесят", 90: "дев'яност", 100: "сот", 1000: "тисячн",
    },
    "ru": {
        1: "перв", 2: "втор", 4: "четверт", 5: "пят", 6: "шест", 7: "седьм", 8: "восьм", 9: "девят", 10: "десят",
        11: "одиннадцат", 12: "двенадцат", 13: "тринадцат", 14: "четырнадцат", 15: "пятнадцат", 16: "шестнадцат",
        17: "семнадцат", 18: "восемнадцат", 19: "девятнадцат", 20: "двадцат", 30: "тридцат", 40: "сороков",
        50: "пятидесят", 60: "шестидесят", 70: "семидесят", 80: "восьмидесят", 90: "девяност", 100: "сот", 1000: "тысячн",
    },
}  # fmt: skip
#: Ordinals whose forms do not follow the endings. Ukrainian "другого/других" is left out: in Russian it means "other".
#: Ukrainian "сьома" is left out: it is the instrumental of seven as well (both are 7, the cardinal wins).
ORDINALS_IRREGULAR: Mapping[int, str] = {
    1: "вперше уперше впервые",
    2: "другий друге другої другій другою вдруге удруге seconda secondo zweite zweiten zweiter deuxième segunda",
    3: (
        "третій третя третє третього третьої третьому третьою третім третю треті третіх третіми втретє утретє "
        "третий третье третьего третьей третьему третьим третьем третьи третьих третьими terza terzo dritte dritten troisième"
    ),
    4: "вчетверте учетверте quarta vierte vierten quatrième",
    5: "вп'яте уп'яте piąty piąta piątego",
    6: "вшосте ушосте",
    7: "сьомий сьоме сьомого сьомої сьому сьомим сьомою сьомій сьомі сьомих всьоме",
    9: "noua",
}
#: Letters behind a number in digits that make it an ordinal: "51st", "71-го", "9-a".
ORDINAL_SUFFIXES = frozenset(
    "st nd rd th й я е є го ого му ому м им ий ій ый ой ая а ї ої ю у та те ту та ша ше га ге тя тє тий тої та a ª º ème er e".split()
)
#: How many times.
MULTIPLICATIVE: Mapping[str, int] = {
    "once": 1, "twice": 2, "thrice": 3, "both": 2, "pair": 2,
    "двічі": 2, "тричі": 3, "чотирижди": 4, "дважды": 2, "трижды": 3, "четырежды": 4, "однажды": 1,
    "doppelt": 2, "zweimal": 2, "dreimal": 3,
}  # fmt: skip

#: Vague words: lowest and first number no longer meant. tens = 10, dozens = 12, hundreds = 100 follow ACLED's written rule for
#: the low end; the high end is where the next word of the row would be used.
VAGUE: Mapping[str, tuple[int, int]] = {
    form: bounds
    for bounds, forms in {
        (2, 4): "couple пара пару пари пары",
        (3, 10): (
            "several few handful кілька кількох кільком кількома декілька декількох декільком декількома "
            "несколько нескольких нескольким несколькими einige mehrere plusieurs varios"
        ),
        (2, 100): "multiple various numerous many series низка низку низки ряд багато численні много многие многочисленные",
        (10, 100): "tens десятки десяткам десятками десятках",
        (12, 100): "dozens scores дюжини дюжины dutzende",
        (100, 1_000): "hundreds сотні сотни сотням сотнями сотнях hunderte",
        (1_000, 10_000): "thousands тисячі тисячам тисячами тысячи тысячам тысячами tausende",
        (1_000_000, 10_000_000): "millions мільйони мільйонами миллионы миллионами",
    }.items()
    for form in forms.split()
}

#: "All of them": the value is the value of the total.
WHOLE_WORDS = frozenset("all everyone everybody всі усі всіх усіх все всех alle tous todos".split())

#: Phrases that say zero, as regular expressions over the normalised text.
ZERO_PHRASES = (
    r"\bno(?! (?:longer|fewer|less|more|later|sooner|other|doubt|matter|such|way)\b)(?: one\b)? +(?=[a-z])",
    r"\bnone\b", r"\bnobody\b", r"\bnot (?:a single|one)\b", r"\bwithout any\b",
    r"\bни (?:одного|одной|одному|один|одна|одно|одну)\b", r"\bні одного\b", r"\bжод(?:ен|на|не|ного|ної|ному|ній|ну|ним|ною)\b",
    r"\bне было\b(?! (?:не|ли|только))", r"\bне було\b(?! (?:не|чи|тільки))", r"\bнет (?=\w)", r"\bнемає\b",
    r"\bkeine[rsnm]?\b", r"\baucune?\b", r"\bnessun[oa]?\b", r"\bninguna?\b",
)  # fmt: skip

#: Months, as a regular expression for one word: a day number beside one is a date.
MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|apr(?:il)?|may(?! (?:have|be|well|also|still|not|yet|already)\b)|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|märz|mai|juni|juli|oktober|dezember|"
    r"січ(?:ень|ня|ні)|лют(?:ий|ого|ому)|берез(?:ень|ня|ні)|квіт(?:ень|ня|ні)|трав(?:ень|ня|ні)|черв(?:ень|ня|ні)|лип(?:ень|ня|ні)|"
    r"серп(?:ень|ня|ні)|верес(?:ень|ня|ні)|жовт(?:ень|ня|ні)|листопад[аі]?|груд(?:ень|ня|ні)|"
    r"январ\w*|феврал\w*|март[ае]?|апрел\w*|ма[йяе]|июн\w*|июл\w*|август[ае]?|сентябр\w*|октябр\w*|ноябр\w*|декабр\w*|"
    r"gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre|"
    r"janvier|février|mars|avril|juin|juillet|août|septembre|octobre|décembre|"
    r"ianuarie|februarie|martie|aprilie|iunie|iulie|septembrie|octombrie|noiembrie|decembrie)"
)
#: Words beside a number from 1990 to 2039 that make it a year.
YEAR_BEFORE = frozenset(
    "in since during until till by before after year from early late mid у в з із за до від протягом с со к до от после "
    "року году roku rok anno année jahr jahre im en nel".split()
)
YEAR_AFTER = frozenset("рік року році роком роки год года году годом годы г р рр гг year".split())

#: Names that stand apart from their number: the number is a type, not a count.
MODEL_NAMES = frozenset(
    "leopard mirage shahed shaheds geran abrams challenger marder gripen lancet orlan zala леопард шахед шахеди герань ланцет орлан "
    "day days no № number article resolution протокол день дні дней".split()
)
#: Units that may be glued to a number in digits without changing what it counts.
GLUED_UNITS = frozenset("km kg m h км кг м год".split())
#: What follows the hyphen or the space when the number is an age, a calibre or a storey and no count.
AGE_AFTER = (
    r"[- ]?(?:years?|months?|weeks?|days?)[- ]olds?\b|-(?:річн|літн|летн)\w*|[- ](?:stor(?:y|ey|ies|eys)|поверхов\w*|этажн\w*)\b|"
    r"[- ]?(?:mm|мм)\b|[- ](?:years? of age)\b"
)
AGE_BEFORE = r"\b(?:aged?|ages|віком|у віці|в возрасте|возрастом)(?: (?:of|from|between))? *$"
ALTERNATING_WORDS = r"\b(?:formula|format|формул\w*|формат\w*|формуло\w*)\b"
RISE_WORDS = r"\b(?:rose|rises?|risen|grew|grown|increased?|up|climbed|jumped|soared|went|зріс|зросл\w*|вырос\w*|увелич\w*|збільш\w*)\b"
