"""Each time expression is read as a careful reader reads it on the day of publication."""

# ruff: noqa: E501 - a table reads best with one case a line

from datetime import date

import pytest

from transforms.dates import DateMention, find_dates

TUESDAY = "2020-08-18"

# sentence, published, expression, TIMEX3 value, first day, last day
EXPRESSIONS = [
    # calendar days
    ("The camp fell on August 3, 2014 after a siege.", TUESDAY, "August 3, 2014", "2014-08-03", "2014-08-03", "2014-08-03"),
    ("Troops entered Kidal on 28 January 2013.", TUESDAY, "28 January 2013", "2013-01-28", "2013-01-28", "2013-01-28"),
    ("The accord was signed on Aug. 12.", TUESDAY, "Aug. 12", "2020-08-12", "2020-08-12", "2020-08-12"),
    ("Voters went to the polls on 29 March.", TUESDAY, "29 March", "2020-03-29", "2020-03-29", "2020-03-29"),
    ("Polls will open on 31 October.", TUESDAY, "31 October", "2020-10-31", "2020-10-31", "2020-10-31"),
    ("The strike began on 20 December.", "2021-01-04", "20 December", "2020-12-20", "2020-12-20", "2020-12-20"),
    ("The ceasefire took hold on 2020-03-23 at noon.", TUESDAY, "2020-03-23", "2020-03-23", "2020-03-23", "2020-03-23"),
    ("Signed on 25/12/2019 in Juba.", TUESDAY, "25/12/2019", "2019-12-25", "2019-12-25", "2019-12-25"),
    ("Signed on 03/04/2019 in Juba.", TUESDAY, "03/04/2019", "2019-04-03", "2019-04-03", "2019-04-03"),
    ("The mayor was shot on Sunday, 16 August, in Sevare.", TUESDAY, "Sunday, 16 August", "2020-08-16", "2020-08-16", "2020-08-16"),
    ("He was killed on the 5th of May 2018.", TUESDAY, "the 5th of May 2018", "2018-05-05", "2018-05-05", "2018-05-05"),
    ("Rebels struck on 7 November last year.", TUESDAY, "7 November last year", "2019-11-07", "2019-11-07", "2019-11-07"),
    # ranges of days
    ("Clashes went on between 3 and 5 June in Menaka.", TUESDAY, "3", "2020-06-03", "2020-06-03", "2020-06-05"),
    ("The summit ran from June 28 to July 2, 2019.", TUESDAY, "June 28", "2019-06-28", "2019-06-28", "2019-07-02"),
    ("Looting was reported on the night of 4 to 5 June.", TUESDAY, "the night of 4 to 5 June", "2020-06-04TNI", "2020-06-04", "2020-06-05"),
    ("Shops were shut from Wednesday to Friday.", TUESDAY, "Wednesday", "2020-08-12", "2020-08-12", "2020-08-14"),
    ("The curfew held from 30 December 2019 to 2 January 2020.", TUESDAY, "30 December 2019", "2019-12-30", "2019-12-30", "2020-01-02"),
    # weekdays
    ("Soldiers arrested the minister on Tuesday.", TUESDAY, "Tuesday", "2020-08-18", "2020-08-18", "2020-08-18"),
    ("Protesters blocked the bridge on Friday.", TUESDAY, "Friday", "2020-08-14", "2020-08-14", "2020-08-14"),
    ("The court will rule on Friday.", TUESDAY, "Friday", "2020-08-21", "2020-08-21", "2020-08-21"),
    ("On Thursday, the envoys will fly to Bamako.", TUESDAY, "Thursday", "2020-08-20", "2020-08-20", "2020-08-20"),
    ("The talks resume next Tuesday.", TUESDAY, "next Tuesday", "2020-08-25", "2020-08-25", "2020-08-25"),
    ("The raid took place last Tuesday.", TUESDAY, "last Tuesday", "2020-08-11", "2020-08-11", "2020-08-11"),
    ("Gunfire was heard on Monday evening.", TUESDAY, "Monday evening", "2020-08-17TEV", "2020-08-17", "2020-08-17"),
    ("They struck at 10 p.m. on Sunday.", TUESDAY, "10 p.m. on Sunday", "2020-08-16T22:00", "2020-08-16", "2020-08-16"),
    ("He fled early Monday with two aides.", TUESDAY, "early Monday", "2020-08-17", "2020-08-17", "2020-08-17"),
    ("The vote is due to be held on Sunday.", TUESDAY, "Sunday", "2020-08-23", "2020-08-23", "2020-08-23"),
    ("Police said on Saturday that the march will be banned.", TUESDAY, "Saturday", "2020-08-15", "2020-08-15", "2020-08-15"),
    # today and its neighbours, parts of the day
    ("Unions called a strike today.", TUESDAY, "today", "2020-08-18", "2020-08-18", "2020-08-18"),
    ("A bomb went off yesterday morning.", TUESDAY, "yesterday morning", "2020-08-17TMO", "2020-08-17", "2020-08-17"),
    ("Parliament meets tomorrow.", TUESDAY, "tomorrow", "2020-08-19", "2020-08-19", "2020-08-19"),
    ("The president speaks tonight.", TUESDAY, "tonight", "2020-08-18TNI", "2020-08-18", "2020-08-18"),
    ("Militiamen torched the village at dawn.", TUESDAY, "dawn", "2020-08-18TMO", "2020-08-18", "2020-08-18"),
    ("Rockets hit the airport overnight.", TUESDAY, "overnight", "2020-08-17TNI", "2020-08-17", "2020-08-18"),
    ("The envoy left the day before yesterday.", TUESDAY, "the day before yesterday", "2020-08-16", "2020-08-16", "2020-08-16"),
    ("They raided the mosque at dawn on Friday.", TUESDAY, "dawn on Friday", "2020-08-14TMO", "2020-08-14", "2020-08-14"),
    ("They left before dawn on 15 August.", TUESDAY, "dawn on 15 August", "2020-08-15TMO", "2020-08-15", "2020-08-15"),
    # weeks and weekends
    ("Two convoys were ambushed last week.", TUESDAY, "last week", "2020-W33", "2020-08-10", "2020-08-16"),
    ("Teachers walked out this week.", TUESDAY, "this week", "2020-W34", "2020-08-17", "2020-08-23"),
    ("Envoys will arrive next week.", TUESDAY, "next week", "2020-W35", "2020-08-24", "2020-08-30"),
    ("Thousands rallied over the weekend.", TUESDAY, "the weekend", "2020-W33-WE", "2020-08-15", "2020-08-16"),
    ("He was freed in the week of March 9.", TUESDAY, "the week of March 9", "2020-W11", "2020-03-09", "2020-03-15"),
    # months
    ("The unrest began in June.", TUESDAY, "June", "2020-06", "2020-06-01", "2020-06-30"),
    ("The rebels took the town in November.", TUESDAY, "November", "2019-11", "2019-11-01", "2019-11-30"),
    ("A referendum will be held in November.", TUESDAY, "November", "2020-11", "2020-11-01", "2020-11-30"),
    ("He was ousted in March 2012.", TUESDAY, "March 2012", "2012-03", "2012-03-01", "2012-03-31"),
    ("The attacks of last month killed 30.", TUESDAY, "last month", "2020-07", "2020-07-01", "2020-07-31"),
    ("Strikes spread in late September 2019.", TUESDAY, "late September 2019", "2019-09", "2019-09-21", "2019-09-30"),
    ("The massacre of last August went unpunished.", TUESDAY, "last August", "2019-08", "2019-08-01", "2019-08-31"),
    ("The siege lasted from March to May.", TUESDAY, "March", "2020-03", "2020-03-01", "2020-05-31"),
    # quarters, halves, seasons
    ("Violence peaked in the second quarter of 2019.", TUESDAY, "the second quarter of 2019", "2019-Q2", "2019-04-01", "2019-06-30"),
    ("Attacks fell in the first half of 2020.", TUESDAY, "the first half of 2020", "2020-H1", "2020-01-01", "2020-06-30"),
    ("Fighting flared in the summer of 2014.", TUESDAY, "the summer of 2014", "2014-SU", "2014-06-01", "2014-08-31"),
    ("Villages were emptied last winter.", TUESDAY, "last winter", "2020-WI", "2019-12-01", "2020-02-29"),
    # years and decades
    ("The deadly attacks of last year shook the north.", TUESDAY, "last year", "2019", "2019-01-01", "2019-12-31"),
    ("He lost the 2013 vote.", TUESDAY, "2013", "2013", "2013-01-01", "2013-12-31"),
    ("The civil war of the 1990s left scars.", TUESDAY, "the 1990s", "199", "1990-01-01", "1999-12-31"),
    ("Power changed hands in late 2006.", TUESDAY, "late 2006", "2006", "2006-09-01", "2006-12-31"),
    ("The war lasted from 1991 to 2002.", TUESDAY, "1991", "1991", "1991-01-01", "2002-12-31"),
    ("Elections are planned for next year.", TUESDAY, "next year", "2021", "2021-01-01", "2021-12-31"),
    # distances
    ("The general deserted three days ago.", TUESDAY, "three days ago", "2020-08-15", "2020-08-15", "2020-08-15"),
    ("The ban was lifted two weeks ago.", TUESDAY, "two weeks ago", "2020-W32", "2020-08-03", "2020-08-09"),
    ("The mine closed five months ago.", TUESDAY, "five months ago", "2020-03", "2020-03-01", "2020-03-31"),
    ("He seized power eight years ago.", TUESDAY, "eight years ago", "2012", "2012-01-01", "2012-12-31"),
    ("The town fell on 4 June 2014 and was retaken two days later.", TUESDAY, "two days later", "2014-06-06", "2014-06-06", "2014-06-06"),
    ("He was sworn in on 4 September 2013 and dismissed a year later.", TUESDAY, "a year later", "2014", "2014-01-01", "2014-12-31"),
    ("Shelling began on 9 May and stopped the following day.", TUESDAY, "the following day", "2020-05-10", "2020-05-10", "2020-05-10"),
    # durations
    ("The mutiny followed more than two months of demonstrations.", TUESDAY, "more than two months", "P2M", "2020-06-18", "2020-08-18"),
    ("Dozens have died in the past three weeks.", TUESDAY, "the past three weeks", "P3W", "2020-07-28", "2020-08-18"),
    ("Ten people died in the last 48 hours.", TUESDAY, "the last 48 hours", "PT48H", "2020-08-16", "2020-08-18"),
    ("Killings rose in the first three months of the year.", TUESDAY, "the first three months of the year", "P3M", "2020-01-01", "2020-03-31"),
    ("Workers have been on strike for ten days.", TUESDAY, "ten days", "P10D", "2020-08-08", "2020-08-18"),
    ("He was given five years in prison.", TUESDAY, "five years", "P5Y", None, None),
    ("The envoy began a three-day visit.", TUESDAY, "three-day", "P3D", None, None),
    ("The state of emergency lasted two and a half years.", TUESDAY, "two and a half years", "P2Y6M", None, None),
    ("The siege dragged on for months.", TUESDAY, "months", "PXM", None, None),
    ("Talks will open in the next two weeks.", TUESDAY, "the next two weeks", "P2W", "2020-08-18", "2020-09-01"),
    # since, until
    ("Crowds have gathered since Friday.", TUESDAY, "Friday", "2020-08-14", "2020-08-14", "2020-08-18"),
    ("Roads are worse since September.", TUESDAY, "September", "2019-09", "2019-09-01", "2020-08-18"),
    ("He has ruled since 2013.", TUESDAY, "2013", "2013", "2013-01-01", "2020-08-18"),
    ("He governed until 2012.", TUESDAY, "2012", "2012", None, "2012-12-31"),
    # repeated times
    ("Marches are held every Friday.", TUESDAY, "every Friday", "XXXX-WXX-5", None, None),
    ("Daily protests have paralysed the port.", TUESDAY, "Daily", "P1D", None, None),
    ("The annual pilgrimage was cancelled.", TUESDAY, "annual", "P1Y", None, None),
    # holidays
    ("Churches were bombed on Easter Sunday 2019.", TUESDAY, "Easter Sunday 2019", "2019-04-21", "2019-04-21", "2019-04-21"),
    ("Prisoners were freed on Christmas Day.", TUESDAY, "Christmas Day", "2019-12-25", "2019-12-25", "2019-12-25"),
    ("Police broke up a May Day rally.", TUESDAY, "May Day", "2020-05-01", "2020-05-01", "2020-05-01"),
    ("A truce was kept on Eid al-Adha.", TUESDAY, "Eid al-Adha", "2020-07-31", "2020-07-30", "2020-08-01"),
    # words
    ("The junta is now in control.", TUESDAY, "now", "PRESENT_REF", TUESDAY, TUESDAY),
    ("Elections will be held soon.", TUESDAY, "soon", "FUTURE_REF", None, None),
    # undated reports: only what is absolute is resolved
    ("The palace fell on 22 March 2012.", None, "22 March 2012", "2012-03-22", "2012-03-22", "2012-03-22"),
    ("The palace fell on Tuesday.", None, "Tuesday", None, None, None),
    ("The palace fell last year.", None, "last year", None, None, None),
    ("The palace fell on 22 March.", None, "22 March", None, None, None),
]  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(("sentence", "published", "text", "value", "first", "last"), EXPRESSIONS)
def test_expression_has_value_and_interval(sentence, published, text, value, first, last):
    found = {m.text: m for m in find_dates(sentence, _day(published))}
    assert text in found
    mention = found[text]
    assert (mention.value, mention.date_start, mention.date_end) == (value, _day(first), _day(last))


@pytest.mark.parametrize(
    "sentence",
    [
        "Some 2000 people fled the town.",
        "The general may march on the capital.",
        "She raised $2012 for the refugees.",
        "A 44-year-old farmer was arrested.",
        "The Sunday Times named the suspect.",
        "Turnout stood at 20 percent.",
        "He spoke second and sat down.",
    ],
)
def test_words_that_only_look_like_times_are_left_alone(sentence):
    assert find_dates(sentence, date(2020, 8, 18)) == []


def _only(sentence: str) -> DateMention:
    (mention,) = find_dates(sentence, date(2020, 8, 18))
    return mention


@pytest.mark.parametrize(
    ("sentence", "precision"),
    [
        ("It fell on Monday.", 1),
        ("It fell last week.", 3),
        ("It followed a week of protests.", 3),
        ("It fell in July.", 4),
        ("It fell last year.", 5),
        ("It fell in the 1990s.", None),
    ],
)
def test_precision_follows_the_length_of_the_interval(sentence, precision):
    assert _only(sentence).precision == precision


@pytest.mark.parametrize(
    ("sentence", "relation"),
    [
        ("Crowds have gathered since Friday.", "since"),
        ("He governed until 2012.", "until"),
        ("It was legal before 2012.", "before"),
        ("It was before the 2012 coup.", "in"),
        ("It came after Monday's attack.", "in"),
        ("It came two weeks of rain.", "for"),
    ],
)
def test_relation_tells_how_an_event_lies_to_the_time(sentence, relation):
    assert _only(sentence).relation == relation


def test_a_range_is_two_expressions_that_share_its_days():
    found = find_dates("The curfew held from 30 December to 2 January 2020.", date(2020, 8, 18))
    assert [(m.text, m.value) for m in found] == [
        ("30 December", "2019-12-30"),
        ("2 January 2020", "2020-01-02"),
    ]
    days = {(m.date_start, m.date_end, m.precision) for m in found}
    assert days == {(date(2019, 12, 30), date(2020, 1, 2), 2)}


@pytest.mark.parametrize(
    "sentence",
    [
        "It was the deadliest attack since 2016.",
        "The talks are the first since May.",
        "The third such raid since Friday killed two.",
    ],
)
def test_what_is_only_compared_with_a_day_did_not_begin_then(sentence):
    assert _only(sentence).relation == "compared"


def test_history_and_future_are_told_from_news():
    assert _only("The 2012 coup led to chaos.").is_history
    assert _only("Last year he was jailed.").is_history
    assert not _only("He was jailed on Friday.").is_history
    assert _only("The court will rule on Friday.").is_future
    assert not _only("He has ruled since 2013.").is_history


def test_rule_names_the_way_a_date_was_found():
    assert _only("It fell on Friday.").rule == "weekday.latest"
    assert _only("It fell on 3 May 2019.").rule == "absolute.day"
    assert _only("After two months of protests it fell.").rule == "duration.up_to_report"


def test_the_day_of_publication_on_a_line_of_its_own_is_a_stamp():
    stamped = "Mutiny at Kati\nAugust 18, 2020\nSoldiers took the camp on Monday."
    assert [m.text for m in find_dates(stamped, date(2020, 8, 18))] == ["Monday"]
