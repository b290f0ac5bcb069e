"""Every figure that the guides state of results, and what it is measured by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.plan.values.causes import End
from sim.scenario.reading.reading import load
from tests.contracts.guides.claim import Claim
from tests.contracts.guides.quantities import (
    alone,
    answered,
    answered_by,
    apart,
    asked,
    believers,
    busy,
    buys,
    costs,
    costs_hours,
    counted,
    days,
    deceived,
    detected_by,
    ended,
    false_alarms,
    first_to_know,
    followed,
    found_of_searches,
    hours,
    ideal,
    in_exercise,
    learned,
    missed,
    needless,
    regained,
    right,
    sooner,
    threat,
    threat_missed,
    threat_sooner,
    times,
    waiting,
    warned,
    warned_alone,
)
from tests.contracts.guides.worlds import IDEAL

HALF, QUARTER, TENTH, WEEK = 0.5, 0.25, 0.1, 7.0
POINTS = 1.0
"""A share said in hundreds is right to a point."""
TENTHS = 5.0
"""One said in tenths, to half of one."""

TRUST, LAW = "dials.trust=0", "dials.law=0"
COMMON_WARRANT = "response.warrants.Common warrant.members=[Halvane, Corrin, Tessary]"
MEMBERS = "[Ardale, Brenmark, Castor Islands, Sevrin, Index Office]"
RATIFIED = f"agreements.Charter of the Index.members={MEMBERS}"
TEAR_LINE, REFUSED = "sharing.onward.tear_line=1", "sharing.onward.consent.refusal=1"
TIME_OUT, NO_ONWARD = "sharing.onward.consent.time_out=2 d", "sharing.onward=null"
FEW, CENTRE_ONLY = "background.daily business.worth_sharing=0.05", "channels.Open net.ceiling=CLEAR"
ORIGINS = "sharing.fusion=origin-aware"
NO_ROOM = ("agencies.Sound Task Force.co_located={}", "agencies.Sundholm Coast Guard.analysts=4")
NO_CHARTERS = ("agreements.Sundholm's Charter=null", "agreements.Ravik's Charter=null")
UNMEDIATED = "injects.a weekend in Ovrane.relations.advocacy=0"
SORTS_WELL = "programmes.A sorting machine.effects.and not always well.overlooks.becomes=0"

SECOND, FRIENDS = "A second desk in Quillon", "Friends of the road"
OTHER_THREE = "Autumn manoeuvres + School of triage + One form for all"
MACHINE = "A sorting machine"
AT_ONCE = (
    "agreements.Inner Sea Convention.ratified.Vasca.at=0 h",
    "injects.Brenning ratifies.at=0 h",
)
NO_CONVENTION = ("agreements.Inner Sea Convention=null", "injects=null")
NO_FRAMEWORK = "agreements.Twin Shores Framework=null"
DUAL = "agreements.Inner Sea Convention.dual_criminality=true"
UNLEARNED = "trust.learning=null"
HIGH, LOW = "The high road", "The low road"
REGIONAL = tuple(
    f"agencies.{post} Border Post.languages=[Riverain]" for post in ("Zurami", "Tazembe")
)
WEAKEST = 40


def doubled() -> tuple[str, ...]:
    """Twice the analysts at the forty agencies of the widest table that have the fewest."""
    agencies = load(WT).agencies
    weakest = sorted(agencies, key=lambda name: agencies[name].analysts)[:WEAKEST]
    return tuple(f"agencies.{name}.analysts={2 * agencies[name].analysts}" for name in weakest)


def every_day() -> tuple[str, ...]:
    """No weekend at posts that have three days of it."""
    countries = load(WT).countries
    posts = [name for name, one in countries.items() if "Monday to Thursday" in one.works.text]
    return tuple(f"countries.{name}.works=Monday to Sunday 08:00 to 20:00" for name in posts)


BT, TN, CA, CS = "border-triangle", "two-neighbours", "close-alliance", "cold-snap"
UC, SM, NS, BW = "uneven-coalition", "slow-money", "night-shift", "borrowed-word"
CI, CD, EH, JR = "common-index", "crowded-desks", "echo-hall", "joint-room"
OW, RE, LS, LY = "open-warrant", "recalled-envoy", "lantern-street", "lean-years"
LT, RQ, LW, QS = "loose-threads", "right-question", "lone-watch", "quiet-sea"
RT, TT, WT = "ripening-treaty", "tried-and-tested", "wide-table"

CLAIMS: Mapping[str, Sequence[Claim]] = {
    BT: [
        Claim("the picture is there after 8 days", 8, ideal(BT), HALF),
        Claim("it takes about 21.5 days", 21.5, days(BT), QUARTER),
        Claim("between one replication in six and one in five misses it", 18.3, missed(BT), 1.7),
        Claim("Alone, nobody ever finds out", 28, alone(BT), 0),
        Claim("| trust | 5.5 days", 5.5, costs(BT, "trust"), QUARTER),
        Claim("| law | 3 days", 3, costs(BT, "law"), HALF),
        Claim(
            "three time zones, a relay that rests at night) | 2 days",
            2,
            costs(BT, "communication"),
            QUARTER,
        ),
        Claim("which rest at night) | 1.5 days", 1.5, costs(BT, "capacity"), QUARTER),
        Claim(
            "one country writes a language the other two do not read) | 1 day",
            1,
            costs(BT, "interoperability"),
            QUARTER,
        ),
        Claim(
            "Four detections of five come in Ostermere",
            80,
            detected_by(BT, "Ostermere Assessment Office", "Ostermere Border Police"),
            TENTHS,
        ),
        Claim("across borders nearly four times in a replication", 3.8, needless(BT), QUARTER),
        Claim("As written nobody falls for it", 0, deceived(BT), 0.5),
        Claim("somebody does in 18 of a hundred replications", 18, deceived(BT, TRUST), POINTS),
        Claim("Taking distrust away saves 6.5 days", 6.5, sooner(BT, TRUST), QUARTER),
    ],
    TN: [
        Claim("the picture is complete after 11 days", 11, ideal(TN), HALF),
        Claim("As written it takes about 22 days", 22, days(TN), HALF),
        Claim("in about one replication in three the 28 days pass", 33.3, missed(TN), 2),
        Claim("and half believed) | 9.5 days", 9.5, costs(TN, "trust"), QUARTER),
        Claim("on every report) | 1.5 days", 1.5, costs(TN, "law"), QUARTER),
        Claim("that reading takes) | half a day", 0.5, costs(TN, "capacity"), QUARTER),
        Claim("Legal review costs a day and a half here", 1.5, costs(TN, "law"), QUARTER),
        Claim("Without telling each other anything they never find out", 28, alone(TN), 0),
    ],
    CA: [
        Claim("would be understood after about 10 days", 10, ideal(CA), HALF),
        Claim("to the ally takes about 17 days", 17, threat(CA, "Harbour lights"), HALF),
        Claim("is hardly ever missed", 0, threat_missed(CA, "Harbour lights"), POINTS),
        Claim(
            "Esmerand takes about 24 of the 25 there are", 24, threat(CA, "The long bridge"), HALF
        ),
        Claim("four in ten are missed", 40, threat_missed(CA, "The long bridge"), TENTHS),
        Claim("Over both, about 21 days", 21, days(CA), HALF),
        Claim("| trust | 6 days", 6, costs(CA, "trust"), HALF),
        Claim("and office hours) | 2 days", 2, costs(CA, "communication"), QUARTER),
        Claim("when an office closes) | 2 days", 2, costs(CA, "capacity"), QUARTER),
        Claim("| law | 18 hours", 18, costs_hours(CA, "law"), 1),
        Claim("| interoperability | 4 hours", 4, costs_hours(CA, "interoperability"), 1),
        Claim("crosses borders about thirteen times", 13, needless(CA), HALF),
        Claim("As written nobody is taken in", 0, deceived(CA), HALF),
        Claim("somebody is, in seven replications of ten", 70, deceived(CA, TRUST), TENTHS),
        Claim("then about five agencies at once", 5, believers(CA, TRUST), HALF),
    ],
    CS: [
        Claim("could be understood on its sixth day", 6, ideal(CS), HALF),
        Claim("before the quarrel | 15 days", 15, threat(CS, "The first cargo"), HALF),
        Claim(
            "before the quarrel | 15 days | 6 %", 6, threat_missed(CS, "The first cargo"), POINTS
        ),
        Claim("into the quarrel | 19 days", 19, threat(CS, "The second cargo"), HALF),
        Claim(
            "into the quarrel | 19 days | 71 %", 71, threat_missed(CS, "The second cargo"), POINTS
        ),
        Claim("after the mending | 17 days", 17, threat(CS, "The third cargo"), HALF),
        Claim(
            "after the mending | 17 days | 31 %", 31, threat_missed(CS, "The third cargo"), POINTS
        ),
        Claim("trust costs about 5.5 days", 5.5, costs(CS, "trust"), QUARTER),
        Claim("capacity 3,", 3, costs(CS, "capacity"), HALF),
        Claim("communication 1.5", 1.5, costs(CS, "communication"), QUARTER),
        Claim("and law almost 1 day", 1, costs(CS, "law"), HALF),
    ],
    UC: [
        Claim("it takes about 24.5 days of the 30", 24.5, days(UC), QUARTER),
        Claim("one replication in four misses it", 25, missed(UC), POINTS),
        Claim("time in only six of ten", 60, warned(UC), TENTHS),
        Claim("| trust | 6 days", 6, costs(UC, "trust"), HALF),
        Claim("reading that rests at night) | 5 days", 5, costs(UC, "capacity"), HALF),
        Claim("one office with other worries) | 2.5 days", 2.5, costs(UC, "priorities"), QUARTER),
        Claim("one relay that closes at night) | 2 days", 2, costs(UC, "communication"), QUARTER),
        Claim("| law | 1 day", 1, costs(UC, "law"), QUARTER),
        Claim("(translation, formats) | 1 day", 1, costs(UC, "interoperability"), QUARTER),
        Claim("capacity gives back about 7.5 days", 7.5, regained(UC, "capacity"), HALF),
        Claim("priorities 5, much more", 5, regained(UC, "priorities"), HALF),
        Claim(
            "queue of more than four reports", 4.4, waiting(UC, "Pellune Strait Office"), QUARTER
        ),
        Claim("a film company in three replications of four", 75, deceived(UC, *IDEAL), TENTHS),
        Claim("then about seven agencies are", 7, believers(UC, *IDEAL), HALF),
        Claim("as written, hardly ever", 0, deceived(UC), POINTS),
        Claim("analyst is busy 90 % of the time", 90, busy(UC, "Pellune Strait Office"), POINTS),
    ],
    SM: [
        Claim("complete only after about 61 days", 61, ideal(SM), HALF),
        Claim("As written it takes about 153 of the 210 days", 153, days(SM), 1),
        Claim("one replication in nine misses it", 11.1, missed(SM), POINTS),
        Claim("the formal letter) | 48 days", 48, costs(SM, "law"), 1),
        Claim("| capacity | 18 days", 18, costs(SM, "capacity"), 1),
        Claim("| trust | 14 days", 14, costs(SM, "trust"), 1),
        Claim("needs the formal letter too) | 7 days", 7, costs(SM, "definitions"), 1),
        Claim("| communication | 3 days", 3, costs(SM, "communication"), HALF),
        Claim("| interoperability | 2 days", 2, costs(SM, "interoperability"), HALF),
        Claim("the law gives back nearly 60 days", 58, regained(SM, "law"), 2),
        Claim("cross borders eight times in a replication", 8, needless(SM, LAW), HALF),
        Claim("where it was five", 5, needless(SM), HALF),
        Claim("believes in it in 19 % of replications", 19, deceived(SM, LAW), POINTS),
        Claim("not in 7 %", 7, deceived(SM), POINTS),
        Claim("Of the 48 days that the law costs", 48, costs(SM, "law"), 1),
    ],
    NS: [
        Claim("it takes about 25 hours", 25, hours(NS, *IDEAL), HALF),
        Claim("it takes about 3.4 days", 3.4, days(NS), TENTH),
        Claim("almost four intruders of ten are missed", 38, missed(NS), POINTS),
        Claim("when the office closes) | 20 hours", 20, costs_hours(NS, "capacity"), 1),
        Claim("(nights and weekends) | 18 hours", 18, costs_hours(NS, "communication"), 1),
        Claim("| trust | 11 hours", 11, costs_hours(NS, "trust"), 1),
        Claim("(translation, formats) | 7 hours", 7, costs_hours(NS, "interoperability"), 1),
        Claim("| law | 1 hour", 1, costs_hours(NS, "law"), HALF),
        Claim("is told about twelve times in every replication", 12, needless(NS), HALF),
        Claim("somebody does in half of all replications", 50, deceived(NS, TRUST), TENTHS),
        Claim("trust still costs eleven hours", 11, costs_hours(NS, "trust"), 1),
    ],
    BW: [
        Claim("in nine cases of ten", 90, first_to_know(BW, "Farwick Bureau"), TENTHS),
        Claim("after about 16 days", 16, days(BW), HALF),
        Claim("is always refused | 38 %", 38, warned(BW, REFUSED), POINTS),
        Claim("passes nothing on, or is always refused | 38 %", 38, warned(BW, NO_ONWARD), POINTS),
        Claim("| 38 % | 16 days", 16, days(BW, REFUSED), QUARTER),
        Claim("as written | 61 %", 61, warned(BW), POINTS),
        Claim("| 61 % | 15.5 days", 15.5, days(BW), QUARTER),
        Claim("giving up after two days | 45 %", 45, warned(BW, TIME_OUT), POINTS),
        Claim("| 45 % | 16 days", 16, days(BW, TIME_OUT), QUARTER),
        Claim("without asking | 80 %", 80, warned(BW, TEAR_LINE), POINTS),
        Claim("| 80 % | 15 days", 15, days(BW, TEAR_LINE), QUARTER),
        Claim("with full trust | 92 %", 92, warned(BW, TRUST), POINTS),
        Claim("| 92 % | 14.5 days", 14.5, days(BW, TRUST), QUARTER),
        Claim("is warned in one case of eight", 12.5, warned_alone(BW), POINTS),
        Claim("almost four in ten are warned of", 38, warned(BW, NO_ONWARD), 2),
        Claim("some three times in every replication", 3, needless(BW), HALF),
        Claim("Of a hundred copies about four end", 4, ended(BW, 8), POINTS),
    ],
    CI: [
        Claim("the picture is there after 8 or 9 days", 8.5, ideal(CI), HALF),
        Claim("as written after about 18", 18, days(CI), HALF),
        Claim("| (as written) | 18 d", 18, days(CI), HALF),
        Claim("| 23.5 d | | Sevrin has", 23.5, days(CI, "databases={}"), QUARTER),
        Claim("ratified the charter | 16 d", 16, days(CI, RATIFIED), QUARTER),
        Claim(
            "| 23.5 d | | no bulletin",
            23.5,
            days(CI, "databases.Common Index.ceiling=GREEN"),
            QUARTER,
        ),
        Claim("four searches in ten bring something new", 40, found_of_searches(CI), TENTHS),
        Claim("| 19.5 d |", 19.5, days(CI, "channels.Border bulletin.ceiling=CLEAR"), QUARTER),
        Claim(
            "more than twice as many copies",
            2.25,
            times(needless(CI), needless(CI, "databases={}")),
            QUARTER,
        ),
    ],
    CD: [
        Claim("it takes about 22 days", 22, days(CD), HALF),
        Claim("one threat in five is missed", 20, missed(CD), 2),
        Claim("seen enough after about 21 days", 21, alone(CD), HALF),
        Claim("to everybody | 22 days", 22, days(CD), HALF),
        Claim("| 22 days | 19 %", 19, missed(CD), POINTS),
        Claim("some 50 reports waiting", 50, waiting(CD, "Norlund Service"), 5),
        Claim("does | 10.5 days", 10.5, days(CD, FEW), QUARTER),
        Claim("85 % busy", 85, busy(CD, "Norlund Service", FEW), POINTS),
        Claim("5 waiting", 5, waiting(CD, "Norlund Service", FEW), HALF),
        Claim("Joint Centre only | 10 days", 10, days(CD, CENTRE_ONLY), QUARTER),
        Claim("69 % busy", 69, busy(CD, "Norlund Service", CENTRE_ONLY), POINTS),
        Claim("fewer than 2 waiting", 1.6, waiting(CD, "Norlund Service", CENTRE_ONLY), QUARTER),
        Claim("without number | 9 days", 9, days(CD, "dials.capacity=0"), HALF),
        Claim("at about 13 %", 13, busy(CD, "Centre"), POINTS),
        Claim("finds three threats of four", 75, first_to_know(CD, "Centre"), TENTHS),
    ],
    EH: [
        Claim("after about 15 days", 15, days(EH), HALF),
        Claim("about two services act on it", 2.2, false_alarms(EH), QUARTER),
        Claim("about seven of ten beliefs are right", 70, right(EH), TENTHS),
        Claim("| 15 days | 19.5 days", 15, days(EH), HALF),
        Claim("15 days | 19.5 days", 19.5, days(EH, ORIGINS), QUARTER),
        Claim("| not detected | 3 %", 3, missed(EH), POINTS),
        Claim("| not detected | 3 % | 13 %", 13, missed(EH, ORIGINS), POINTS),
        Claim("per replication | 2.2", 2.2, false_alarms(EH), TENTH),
        Claim("per replication | 2.2 | 0", 0, false_alarms(EH, ORIGINS), 0.05),
        Claim("right | 68 %", 68, right(EH), POINTS),
        Claim("right | 68 % | 100 %", 100, right(EH, ORIGINS), POINTS),
        Claim("counted | 1.65 times", 1.65, counted(EH), 0.05),
        Claim("They agree to the minute", 19.31, days(EH, "sharing.strip_origin_below=0"), QUARTER),
        Claim("3.5 days *later*", -3.5, sooner(EH, TRUST), QUARTER),
        Claim("worth about half a day", 0.5, sooner(EH, ORIGINS, than=(NO_ONWARD,)), QUARTER),
        Claim("it takes 20 days instead", 20, days(EH, NO_ONWARD), QUARTER),
        Claim("instead of 19.5", 19.5, days(EH, ORIGINS), QUARTER),
        Claim("the real shipment four days sooner", 4.1, sooner(EH, than=(ORIGINS,)), QUARTER),
        Claim("this is worth two false alarms", 2.2, false_alarms(EH), QUARTER),
    ],
    JR: [
        Claim("the picture is there after 7 days", 7, ideal(JR), HALF),
        Claim("as written after about 15", 15, days(JR), HALF),
        Claim("In seven replications of ten", 70, first_to_know(JR, "Sound Task Force"), TENTHS),
        Claim("(as written) | 15 days", 15, days(JR), HALF),
        Claim("in one room | 18 days", 18, days(JR, *NO_ROOM), HALF),
        Claim("waits for lawyers | 17 days", 17, days(JR, *NO_CHARTERS), HALF),
        Claim("the officer | 16 days", 16, days(JR, "liaisons={}"), HALF),
        Claim("the platform | 15 days", 15, days(JR, "channels.Sound Platform=null"), HALF),
    ],
    OW: [
        Claim("about nine threats in ten are found and warned of", 90, warned(OW), TENTHS),
        Claim("on average after 47 of the 120 days", 47, days(OW), 1),
        Claim("| warned | 89 %", 89, warned(OW), POINTS),
        Claim("| warned | 89 % | 89 %", 89, warned(OW, COMMON_WARRANT), POINTS),
        Claim("not | 74 %", 74, followed(OW, "joint_operations"), POINTS),
        Claim("not | 74 % | 85 %", 85, followed(OW, "joint_operations", COMMON_WARRANT), POINTS),
        Claim("| disrupted in time | 45 %", 45, followed(OW, "disrupted"), POINTS),
        Claim("in time | 45 % | 81 %", 81, followed(OW, "disrupted", COMMON_WARRANT), POINTS),
        Claim("| arrests | 32 %", 32, followed(OW, "arrests"), POINTS),
        Claim("| arrests | 32 % | 56 %", 56, followed(OW, "arrests", COMMON_WARRANT), POINTS),
        Claim("| prosecutions | 30 %", 30, followed(OW, "prosecutions"), POINTS),
        Claim("| 30 % | 54 %", 54, followed(OW, "prosecutions", COMMON_WARRANT), POINTS),
        Claim(
            "nearly twice as many threats are disrupted in time",
            1.8,
            times(followed(OW, "disrupted", COMMON_WARRANT), followed(OW, "disrupted")),
            TENTH,
        ),
        Claim("90 % disrupted in time", 90, followed(OW, "disrupted", LAW), POINTS),
        Claim("the threats three weeks sooner", 21, sooner(OW, TRUST), 3),
        Claim("only some eight in a hundred more", 53, followed(OW, "disrupted", TRUST), POINTS),
    ],
    RE: [
        Claim("each would be found after 5 days", 5, ideal(RE), HALF),
        Claim("before the crisis | 10.5 days", 10.5, threat(RE, "The early shipment"), QUARTER),
        Claim(
            "the same, in every replication",
            10.53,
            threat(RE, "The early shipment", UNMEDIATED),
            TENTH,
        ),
        Claim("into the crisis | 14.4 days", 14.4, threat(RE, "The middle shipment"), TENTH),
        Claim("14.4 days | 16.3 days", 16.3, threat(RE, "The middle shipment", UNMEDIATED), TENTH),
        Claim("be forgotten | 12 days", 12, threat(RE, "The late shipment"), QUARTER),
        Claim("12 days | 14.3 days", 14.3, threat(RE, "The late shipment", UNMEDIATED), TENTH),
        Claim("almost 2 days sooner", 1.7, sooner(RE, "dials.politics=0"), QUARTER),
        Claim(
            "about 2 days for each of the two",
            2,
            threat_sooner(RE, "The middle shipment", than=(UNMEDIATED,)),
            HALF,
        ),
    ],
    LS: [
        Claim("after 25 of their 30 days", 25, days(LS), HALF),
        Claim("one in four not at all", 24, missed(LS), POINTS),
        Claim("| 3.2 days sooner", 3.2, buys(LS, "The lantern", "days"), TENTH),
        Claim(
            "about two false alarms more in three exercises",
            0.66,
            buys(LS, "The lantern", "false_alarms"),
            TENTH,
        ),
        Claim(
            "| 19 of 100 threats never begin", 19, buys(LS, "Evening classes", "prevented"), POINTS
        ),
    ],
    LY: [
        Claim("a threat is detected after 22 of its 25 days", 22, days(LY), QUARTER),
        Claim("28 % are missed", 28, missed(LY), POINTS),
        Claim("| 2.7 days sooner", 2.7, buys(LY, SECOND, "days"), TENTH),
        Claim("| 13 hours sooner", 13 / 24, buys(LY, "One form for all", "days"), 1 / 24),
        Claim("| 22 hours sooner", 22 / 24, buys(LY, "Autumn manoeuvres", "days"), 1 / 24),
        Claim(
            "nearly one false alarm more", 0.9, buys(LY, "Autumn manoeuvres", "false_alarms"), TENTH
        ),
        Claim("| 10 hours sooner", 10 / 24, buys(LY, "School of triage", "days"), 1 / 24),
        Claim("| 17 hours later", -17 / 24, buys(LY, FRIENDS, "days"), TENTH),
        Claim(
            "these two together gain 4.1 days",
            4.1,
            buys(LY, f"{SECOND} + {FRIENDS}", "days"),
            TENTH,
        ),
        Claim(
            "more than twice what the other three gain together for 115",
            2.2,
            times(buys(LY, f"{SECOND} + {FRIENDS}", "days"), buys(LY, OTHER_THREE, "days")),
            QUARTER,
        ),
        Claim("46 of 100 threats are disrupted", 46, followed(LY, "disrupted"), POINTS),
        Claim("The second desk makes it 29 more", 29, buys(LY, SECOND, "disrupted"), POINTS),
        Claim(
            "friends of the road by itself 13 fewer", -13, buys(LY, FRIENDS, "disrupted"), POINTS
        ),
        Claim("Quillon's analyst is busy 85 %", 85, busy(LY, "Quillon Road Police"), POINTS),
    ],
    LT: [
        Claim("| 3.2 days sooner", 3.2, buys(LT, "One index of names", "days"), TENTH),
        Claim(
            "some four false alarms more in ten exercises",
            0.4,
            buys(LT, "One index of names", "false_alarms"),
            0.05,
        ),
        Claim("| 1.5 days sooner", 1.5, buys(LT, "Cameras at the ford", "days"), TENTH),
        Claim("set aside in error | 1.2 days sooner", 1.2, buys(LT, MACHINE, "days"), TENTH),
        Claim("| 2.6 days later", -2.6, buys(LT, "A sealed ledger", "days"), TENTH),
        Claim("0.7 false alarms fewer", -0.7, buys(LT, "A sealed ledger", "false_alarms"), 0.05),
        Claim(
            "Without its errors it would gain 2.4 days",
            2.4,
            buys(LT, MACHINE, "days", SORTS_WELL),
            TENTH,
        ),
        Claim(
            "its errors take half of that",
            0.5,
            times(buys(LT, MACHINE, "days"), buys(LT, MACHINE, "days", SORTS_WELL)),
            TENTH,
        ),
        Claim("Whether 2.6 days are too much", -2.6, buys(LT, "A sealed ledger", "days"), TENTH),
    ],
    RQ: [
        Claim("the picture is there after 12.5 days", 12.5, ideal(RQ), QUARTER),
        Claim("as written after 19", 19, days(RQ), HALF),
        Claim(
            "five days earlier than if nobody asked", 5, sooner(RQ, than=("requests=null",)), HALF
        ),
        Claim("(as written) | 19 d", 19, days(RQ), HALF),
        Claim("| 24 d", 24, days(RQ, "requests=null"), HALF),
        Claim("| 21.5 d", 21.5, days(RQ, "requests.by=[Hallmere Police]"), QUARTER),
        Claim("| 21 d", 21, days(RQ, "requests.interest=0.6"), HALF),
        Claim("| 22 d", 22, days(RQ, "requests.work=120 h"), HALF),
        Claim("| 17 d", 17, days(RQ, "dials.priorities=0"), HALF),
        Claim("it gains hardly anything by it", 0.2, sooner(RQ, "requests.interest=0.05"), QUARTER),
        Claim("Some sixteen requests go out in a replication", 16, asked(RQ), HALF),
        Claim("Of ten, six are a hit", 60, answered(RQ, End.HIT), TENTHS),
        Claim("three find that the partner holds nothing", 30, answered(RQ, End.NO_HIT), TENTHS),
        Claim("less than one stays unanswered", 4, answered(RQ, End.UNANSWERED), POINTS),
        Claim(
            "Four requests in a hundred stay unanswered", 4, answered(RQ, End.UNANSWERED), POINTS
        ),
        Claim(
            "Four in five of all requests are answered within 5 days",
            4.5,
            answered_by(RQ, 0.8),
            HALF,
        ),
    ],
    RT: [
        Claim("the picture is there after 10 days", 10, ideal(RT), HALF),
        Claim("it takes about 37.5 of the 50 days", 37.5, days(RT), QUARTER),
        Claim("seven replications in a hundred miss it", 7, missed(RT), POINTS),
        Claim("at the beginning | 33 days", 33, days(RT, *AT_ONCE), HALF),
        Claim("33 days | 1 of 100", 1, missed(RT, *AT_ONCE), POINTS),
        Claim("(as written) | 37.5 days", 37.5, days(RT), QUARTER),
        Claim("37.5 days | 7 of 100", 7, missed(RT), POINTS),
        Claim("never ratified | 39.5 days", 39.5, days(RT, "injects=null"), QUARTER),
        Claim("39.5 days | 20 of 100", 20, missed(RT, "injects=null"), POINTS),
        Claim("never found | all", 100, missed(RT, *NO_CONVENTION), POINTS),
        Claim("of their own | 39.5 days", 39.5, days(RT, NO_FRAMEWORK), QUARTER),
        Claim("39.5 days | 9 of 100", 9, missed(RT, NO_FRAMEWORK), POINTS),
        Claim("dual criminality | 38.5 days", 38.5, days(RT, DUAL), QUARTER),
        Claim("38.5 days | 11 of 100", 11, missed(RT, DUAL), POINTS),
        Claim("wrote no outlook | 38.5 days", 38.5, days(RT, "assessments={}"), QUARTER),
        Claim("38.5 days | 12 of 100", 12, missed(RT, "assessments={}"), POINTS),
    ],
    TT: [
        Claim("days 0 to 3 | 13.5 days", 13.5, threat(TT, "The first shipment"), TENTH),
        Claim("13.5 days | the same", 13.5, threat(TT, "The first shipment", UNLEARNED), TENTH),
        Claim("days 40 to 43 | 12.7 days", 12.7, threat(TT, "The second shipment"), TENTH),
        Claim("12.7 days | 13.4 days", 13.4, threat(TT, "The second shipment", UNLEARNED), TENTH),
        Claim("days 80 to 83 | 11.8 days", 11.8, threat(TT, "The third shipment"), TENTH),
        Claim("11.8 days | 13.5 days", 13.5, threat(TT, "The third shipment", UNLEARNED), TENTH),
        Claim("| 0.35 | 0.69", 0.69, learned(TT, "Elvermark Bureau", "Sundholt Bureau"), 0.01),
        Claim("| 0.35 | 0.73", 0.73, learned(TT, "Sundholt Bureau", "Elvermark Bureau"), 0.01),
        Claim("| 0.70 | 0.26", 0.26, learned(TT, "Elvermark Bureau", "Quarrow Customs"), 0.01),
        Claim("found after 10.6 days", 10.6, in_exercise(TT, 2), TENTH),
        Claim("instead of 12.7", 12.7, in_exercise(TT, 1), TENTH),
        Claim("after 10.1 in a third", 10.1, in_exercise(TT, 3), TENTH),
    ],
    WT: [
        Claim("both are found after 6 days", 6, ideal(WT), HALF),
        Claim("the high road is found after about 11 days", 11, threat(WT, HIGH), HALF),
        Claim("the low road after about 25 of the 28", 25, threat(WT, LOW), HALF),
        Claim("in four replications of ten not in time", 40, threat_missed(WT, LOW), TENTHS),
        Claim("fourteen days are what the weakest links cost", 14, apart(WT, LOW, HIGH), HALF),
        Claim("the challenges cost about 12 days", 12, sooner(WT, *IDEAL), HALF),
        Claim("trust more than 5 of them", 5.5, costs(WT, "trust"), HALF),
        Claim("too few and gone home 3", 3, costs(WT, "capacity"), HALF),
        Claim("close at night 1.5", 1.5, costs(WT, "communication"), QUARTER),
        Claim(
            "languages and priorities less than a day each",
            0.7,
            costs(WT, "interoperability"),
            QUARTER,
        ),
        Claim("from 08:00 to 20:00 | 5 days sooner", 5, threat_sooner(WT, LOW, *every_day()), HALF),
        Claim("forty agencies | 2.7 days sooner", 2.7, threat_sooner(WT, LOW, *doubled()), TENTH),
        Claim(
            "full priority | 1.9 days sooner",
            1.9,
            threat_sooner(WT, LOW, "dials.priorities=0"),
            TENTH,
        ),
        Claim("region's language | 1.3 days sooner", 1.3, threat_sooner(WT, LOW, *REGIONAL), TENTH),
        Claim(
            "in place of 0.6 | 1 day sooner",
            1,
            threat_sooner(WT, LOW, "trust.default=0.7"),
            QUARTER,
        ),
        Claim("None of these moves the high road", 0, threat_sooner(WT, HIGH, *doubled()), TENTH),
    ],
    LW: [
        Claim("finds the convoy after about 8 days", 8, days(LW), HALF),
        Claim("with sharing and without it", 8.07, alone(LW), TENTH),
        Claim("about half a day", 0.45, costs(LW, "capacity"), QUARTER),
    ],
    QS: [Claim("the whole window of 28 days", 28, days(QS), 0)],
}
"""By scenario."""
