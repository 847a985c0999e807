"""Other languages: days, months, years and distances are read as those who speak them read them."""

# ruff: noqa: E501 - a table reads best with one case a line, in its own letters

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.dates import find_dates
from transforms.dates.vocabulary import settings as own_words
from transforms.dates.vocabulary import vocabulary

TUESDAY = date(2020, 8, 18)

# language, sentence, expression, value, first day, last day
SENTENCES = [
    ("fr", "La garde a saisi les armes mardi à l'aube.", "mardi", "2020-08-18", "2020-08-18", "2020-08-18"),
    ("fr", "Deux bergers ont été tués jeudi près de Djibo.", "jeudi", "2020-08-13", "2020-08-13", "2020-08-13"),
    ("fr", "La rencontre aura lieu vendredi prochain à Niamey.", "vendredi prochain", "2020-08-21", "2020-08-21", "2020-08-21"),
    ("fr", "Le pont a sauté le samedi 1er août 2020.", "samedi 1er août 2020", "2020-08-01", "2020-08-01", "2020-08-01"),
    ("fr", "Le pont a sauté le 9 juillet.", "9 juillet", "2020-07-09", "2020-07-09", "2020-07-09"),
    ("fr", "Le mardi 24 mars, des mutins ont pris le fort.", "mardi 24 mars", "2020-03-24", "2020-03-24", "2020-03-24"),
    ("fr", "Le camp est vide depuis mars 2019.", "mars 2019", "2019-03", "2019-03-01", "2020-08-18"),
    ("fr", "La grève a commencé en octobre.", "octobre", "2019-10", "2019-10-01", "2019-10-31"),
    ("fr", "Il a perdu le pouvoir en 2012.", "2012", "2012", "2012-01-01", "2012-12-31"),
    ("fr", "La route est coupée depuis 2018.", "2018", "2018", "2018-01-01", "2020-08-18"),
    ("fr", "Le maire a fui il y a quatre jours.", "il y a quatre jours", "2020-08-14", "2020-08-14", "2020-08-14"),
    ("fr", "La semaine dernière, neuf puits ont été brûlés.", "La semaine dernière", "2020-W33", "2020-08-10", "2020-08-16"),
    ("fr", "L'an dernier, la mine a fermé.", "L'an dernier", "2019", "2019-01-01", "2019-12-31"),
    ("fr", "L'accord date du 12/06/2015.", "12/06/2015", "2015-06-12", "2015-06-12", "2015-06-12"),
    ("es", "Unos encapuchados quemaron el juzgado el lunes.", "lunes", "2020-08-17", "2020-08-17", "2020-08-17"),
    ("es", "El alcalde huyó el 3 de febrero de 2019.", "3 de febrero de 2019", "2019-02-03", "2019-02-03", "2019-02-03"),
    ("es", "La huelga estalló en octubre de 2019.", "octubre de 2019", "2019-10", "2019-10-01", "2019-10-31"),
    ("es", "Hace dos semanas cerraron el puerto.", "Hace dos semanas", "2020-W32", "2020-08-03", "2020-08-09"),
    ("es", "El año pasado mataron a tres jueces.", "El año pasado", "2019", "2019-01-01", "2019-12-31"),
    ("es", "Ayer cortaron la carretera.", "Ayer", "2020-08-17", "2020-08-17", "2020-08-17"),
    ("pt", "A polícia cercou a sede na quinta-feira.", "quinta-feira", "2020-08-13", "2020-08-13", "2020-08-13"),
    ("pt", "Os mineiros pararam em 21 de abril de 2018.", "21 de abril de 2018", "2018-04-21", "2018-04-21", "2018-04-21"),
    ("pt", "O quartel foi tomado em março de 2012.", "março de 2012", "2012-03", "2012-03-01", "2012-03-31"),
    ("pt", "Há cinco dias raptaram um padre.", "Há cinco dias", "2020-08-13", "2020-08-13", "2020-08-13"),
    ("pt", "A aldeia está cercada desde 2017.", "2017", "2017", "2017-01-01", "2020-08-18"),
    ("ar", "أغلق المحتجون الطريق يوم الأحد.", "الأحد", "2020-08-16", "2020-08-16", "2020-08-16"),
    ("ar", "سقطت المدينة في 15 مايو 2015.", "15 مايو 2015", "2015-05-15", "2015-05-15", "2015-05-15"),
    ("ar", "وقع الاتفاق في آذار 2019.", "آذار 2019", "2019-03", "2019-03-01", "2019-03-31"),
    ("ar", "انفجرت سيارة أمس قرب السوق.", "أمس", "2020-08-17", "2020-08-17", "2020-08-17"),
    ("ar", "اختفى القاضي قبل خمسة أيام.", "قبل خمسة أيام", "2020-08-13", "2020-08-13", "2020-08-13"),
    ("ar", "توقفت المحادثات في الأسبوع الماضي.", "الأسبوع الماضي", "2020-W33", "2020-08-10", "2020-08-16"),
    ("ru", "В среду шахтёры перекрыли дорогу.", "среду", "2020-08-12", "2020-08-12", "2020-08-12"),
    ("ru", "Завод захватили 7 апреля 2014 года.", "7 апреля 2014", "2014-04-07", "2014-04-07", "2014-04-07"),
    ("ru", "Мост взорвали в июле 2019 года.", "июле 2019", "2019-07", "2019-07-01", "2019-07-31"),
    ("ru", "Депутата арестовали в 2016 году.", "2016", "2016", "2016-01-01", "2016-12-31"),
    ("ru", "Пять дней назад пропал журналист.", "Пять дней назад", "2020-08-13", "2020-08-13", "2020-08-13"),
    ("ru", "На прошлой неделе закрыли границу.", "На прошлой неделе", "2020-W33", "2020-08-10", "2020-08-16"),
    ("sw", "Polisi walizingira bandari Jumapili.", "Jumapili", "2020-08-16", "2020-08-16", "2020-08-16"),
    ("sw", "Kambi ilichomwa tarehe 4 Aprili 2019.", "4 Aprili 2019", "2019-04-04", "2019-04-04", "2019-04-04"),
    ("sw", "Wakulima waliandamana wiki iliyopita.", "wiki iliyopita", "2020-W33", "2020-08-10", "2020-08-16"),
    ("de", "Am Samstag stürmten Bauern das Amt.", "Samstag", "2020-08-15", "2020-08-15", "2020-08-15"),
    ("zh", "警察于2019年6月12日驱散人群。", "2019年6月12日", "2019-06-12", "2019-06-12", "2019-06-12"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence", "text", "value", "first", "last"), SENTENCES)
def test_an_expression_is_read_in_its_language(language, sentence, text, value, first, last):
    (mention,) = find_dates(sentence, TUESDAY, language)
    assert mention.text == text
    assert sentence[mention.start : mention.end] == text
    told = (mention.value, str(mention.date_start), str(mention.date_end))
    assert told == (value, first, last)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Trois hommes sont morts et 12 ont été blessés dans 4 villages."),
        ("fr", "Près de 2000 personnes ont fui ; le score est de 3-2."),
        ("es", "Los buzos bajaron al mar con 20 linternas."),
        ("es", "Llueve por la mañana en la sierra."),
        ("pt", "Na segunda volta ele teve 52 por cento."),
        ("ru", "В доме 12 квартир и 4 лифта."),
        ("ar", "قتل 12 شخصا وأصيب 30 آخرون."),
        ("de", "Am Morgen fielen 20 Schüsse."),
        ("sw", "Watu 12 walijeruhiwa katika vijiji 4."),
    ],
)
def test_numbers_and_words_with_other_senses_are_no_dates(language, sentence):
    assert find_dates(sentence, TUESDAY, language) == []


def test_a_region_of_a_language_reads_as_the_language_and_case_does_not_matter():
    (mention,) = find_dates("HIER, LA GARDE A TIRÉ.", TUESDAY, "fr-SN")
    assert (mention.text, mention.value) == ("HIER", "2020-08-17")


def test_english_and_no_language_at_all_are_read_by_the_english_tagger():
    sentence = "Crowds have marched since Friday."
    assert find_dates(sentence, TUESDAY, None) == find_dates(sentence, TUESDAY)
    assert find_dates(sentence, TUESDAY, "en-GB") == find_dates(sentence, TUESDAY)


def test_a_language_that_nobody_knows_has_no_dates():
    assert find_dates("Am 3. Mai 2019 fiel die Stadt.", TUESDAY, "xx") == []


def test_an_undated_report_keeps_what_is_absolute():
    absolute, relative = find_dates("Le 3 mai 2019, puis mardi, ils ont tiré.", None, "fr")
    assert (absolute.value, relative.value, relative.date_start) == ("2019-05-03", None, None)


def test_our_own_words_are_all_of_languages_that_dateparser_knows():
    languages = [key for key, value in own_words().items() if isinstance(value, dict)]
    assert languages
    assert all(vocabulary(language) is not None for language in languages)


LANGUAGES = ["fr", "es", "pt", "ar", "ru", "sw", "de", "zh", "tr", "hi", "fa"]
words = st.sampled_from(
    ["mardi", "5", "juin", "mars", "2012", "hier", "hace", "tres", "días", "depuis", "31", "février", "أمس", "قبل", "12", "вчера", "в", "году", "İ", "ß", "2020-13-40", "/", ".", "de"]
)  # fmt: skip
texts = st.one_of(st.text(max_size=200), st.lists(words, max_size=25).map(" ".join))


@settings(max_examples=200, deadline=None)
@given(texts, st.sampled_from(LANGUAGES), st.one_of(st.none(), st.dates(date(1900, 1, 1))))
def test_whatever_the_text_mentions_slice_to_it_in_order(text, language, published):
    end = 0
    found = find_dates(text, published, language)
    assert found == find_dates(text, published, language)
    for mention in found:
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        if mention.date_start and mention.date_end:
            assert mention.date_start <= mention.date_end
        end = mention.end
