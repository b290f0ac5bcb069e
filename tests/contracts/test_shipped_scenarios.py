"""What every shipped scenario promises: it reads, it has a guide, and it names nobody real."""

import re
import unicodedata
from math import log
from pathlib import Path

import pytest

from sim.measures.outcome import FAR, Detections
from sim.plan.planner import Planner
from sim.scenario.reading.reading import load
from sim.scenario.reading.shipped import shipped
from sim.scenario.schema.scenario import Scenario
from sim.scenario.values.dials import Challenge, Dials
from tests.quickest import runs

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
NAMES = [file.stem for file in FILES]
CONTROLS = {"quiet-sea", "lone-watch"}
HEADINGS = [
    "The story (to read aloud)",
    "What to expect",
    "Three questions to discuss",
    "Modelled on",
    "Which numbers are assumptions",
    "Running it in a room",
]
MAY_NAME_SOURCES = {"Modelled on", "Which numbers are assumptions"}
MOST_BACKGROUND_REPORTS = 600
MOST_BY_AGENCY = 40

COUNTRIES = """
Afghanistan; Albania; Algeria; Andorra; Angola; Antigua; Barbuda; Argentina; Armenia; Australia;
Austria; Azerbaijan; Bahamas; Bahrain; Bangladesh; Barbados; Belarus; Belgium; Belize; Benin;
Bhutan; Bolivia; Bosnia; Herzegovina; Botswana; Brazil; Brunei; Bulgaria; Burkina Faso; Burundi;
Cabo Verde; Cape Verde; Cambodia; Cameroon; Canada; Chad; Chile; China; Colombia; Comoros; Congo;
Costa Rica; Croatia; Cuba; Cyprus; Czechia; Czech Republic; Denmark; Djibouti; Dominica;
Dominican Republic; Ecuador; Egypt; El Salvador; Equatorial Guinea; Eritrea; Estonia; Eswatini;
Ethiopia; Fiji; Finland; France; Gabon; Gambia; Georgia; Germany; Ghana; Greece; Grenada;
Guatemala; Guinea; Guyana; Haiti; Honduras; Hungary; Iceland; India; Indonesia; Iran; Iraq;
Ireland; Israel; Italy; Ivory Coast; Jamaica; Japan; Jordan; Kazakhstan; Kenya; Kiribati; Korea;
Kosovo; Kuwait; Kyrgyzstan; Laos; Latvia; Lebanon; Lesotho; Liberia; Libya; Liechtenstein;
Lithuania; Luxembourg; Madagascar; Malawi; Malaysia; Maldives; Mali; Malta; Marshall Islands;
Mauritania; Mauritius; Mexico; Micronesia; Moldova; Monaco; Mongolia; Montenegro; Morocco;
Mozambique; Myanmar; Burma; Namibia; Nauru; Nepal; Netherlands; New Zealand; Nicaragua; Niger;
Nigeria; North Macedonia; Macedonia; Norway; Oman; Pakistan; Palau; Palestine; Panama;
Papua New Guinea; Paraguay; Peru; Philippines; Poland; Portugal; Qatar; Romania; Russia; Rwanda;
Saint Kitts; Saint Lucia; Saint Vincent; Samoa; San Marino; Sao Tome; Saudi Arabia; Senegal;
Serbia; Seychelles; Sierra Leone; Singapore; Slovakia; Slovenia; Solomon Islands; Somalia;
South Africa; South Sudan; Spain; Sri Lanka; Sudan; Suriname; Sweden; Switzerland; Syria; Taiwan;
Tajikistan; Tanzania; Thailand; Timor; Togo; Tonga; Trinidad; Tobago; Tunisia; Turkey; Türkiye;
Turkmenistan; Tuvalu; Uganda; Ukraine; United Arab Emirates; United Kingdom; Great Britain;
Britain; England; Scotland; Wales; United States; America; Uruguay; Uzbekistan; Vanuatu; Vatican;
Venezuela; Vietnam; Yemen; Zambia; Zimbabwe; Hong Kong; Greenland; Gibraltar; Puerto Rico
"""
DEMONYMS = """
Afghan; African; American; Arab; Arabic; Argentine; Asian; Australian; Austrian; Belgian;
Brazilian; British; Bulgarian; Canadian; Chilean; Chinese; Colombian; Croatian; Cuban; Czech;
Danish; Dutch; Egyptian; English; Ethiopian; European; Finnish; French; German; Greek; Hungarian;
Icelandic; Indian; Indonesian; Iranian; Iraqi; Irish; Israeli; Italian; Japanese; Kenyan; Korean;
Latvian; Lebanese; Libyan; Lithuanian; Malaysian; Mandarin; Mexican; Moroccan; Nigerian;
Norwegian; Pakistani; Palestinian; Persian; Peruvian; Polish; Portuguese; Romanian; Russian;
Saudi; Scottish; Serbian; Slovak; Somali; Spanish; Sudanese; Swedish; Swiss; Syrian; Thai;
Tunisian; Turkish; Ukrainian; Venezuelan; Vietnamese; Welsh; Yemeni
"""
CITIES = """
Abuja; Algiers; Amman; Amsterdam; Ankara; Athens; Baghdad; Bangkok; Beijing; Beirut; Belfast;
Belgrade; Berlin; Bogotá; Brasília; Bratislava; Brussels; Bucharest; Budapest; Buenos Aires; Cairo;
Canberra; Caracas; Copenhagen; Damascus; Delhi; Dhaka; Doha; Dubai; Dublin; Edinburgh; Geneva;
Hague; Hanoi; Havana; Helsinki; Islamabad; Istanbul; Jakarta; Jerusalem; Kabul; Khartoum; Kyiv;
Lima; Lisbon; Ljubljana; London; Luxembourg; Lyon; Madrid; Manila; Minsk; Moscow; Nairobi;
New York; Oslo; Ottawa; Paris; Prague; Pretoria; Pyongyang; Reykjavik; Riga; Riyadh; Rome; Santiago;
Sarajevo; Seoul; Sofia; Stockholm; Strasbourg; Sydney; Tallinn; Tehran; Tokyo; Tripoli; Tunis;
Valletta; Vienna; Vilnius; Warsaw; Washington; Zagreb
"""
BODIES = """
AIVD; ASIO; ASIS; AUSTRAC; BKA; BND; CIA; CSIS; CSIRT-EU; DEA; DGSE; DGSI; ENISA; Egmont; Eurojust;
Europol; Eurosur; FATF; FBI; FINTRAC; FinCEN; Five Eyes; Frontex; FSB; GCHQ; GRU; INTERPOL;
Interpol; ISI; MI5; MI6; Mossad; NATO; NCA; NSA; OSCE; RCMP; SIRENE; Schengen; Shin Bet; SVR;
TRACFIN; UKUSA; UNODC; Warsaw Pact; AUKUS; ASEAN; European Union; United Nations; African Union
"""
REAL_NAMES = {
    name.strip() for text in (COUNTRIES, DEMONYMS, CITIES, BODIES) for name in text.split(";")
}
_REAL = re.compile(r"\b(" + "|".join(sorted(map(re.escape, REAL_NAMES), key=len)[::-1]) + r")\b")

each = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def read(file: Path) -> Scenario:
    return load(file)


def guide(file: Path) -> str:
    return file.with_suffix(".md").read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """The parts of a guide by heading; what precedes the first has none."""
    pieces = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return {"": pieces[0]} | dict(zip(pieces[1::2], pieces[2::2], strict=True))


def real_names(text: str) -> set[str]:
    return {str(name) for name in _REAL.findall(unicodedata.normalize("NFC", text))}


def test_the_readme_has_a_line_for_every_scenario() -> None:
    text = (FOLDER.parent / "README.md").read_text("utf-8")
    told = re.findall(r"^\| \[([\w-]+)\]\(scenarios/\1\.md\) \| .+ \|$", text, re.MULTILINE)
    assert sorted(told) == NAMES
    assert f"Each of the {len(NAMES)} is a YAML file" in text


def test_every_file_in_the_folder_is_a_scenario_or_the_guide_of_one() -> None:
    stems = {file.stem for file in FILES}
    strangers = [f.name for f in FOLDER.iterdir() if f.stem not in stems]
    assert not strangers
    assert {file.suffix for file in FOLDER.iterdir()} == {".yaml", ".md"}


def test_titles_differ() -> None:
    titles = [read(file).title for file in FILES]
    assert len(set(titles)) == len(titles)


@each
def test_it_reads_and_plans(file: Path) -> None:
    scenario = read(file)
    plan = Planner(scenario).plan()
    assert plan.layout.horizon_us > 0


@each
def test_it_tells_what_it_shows_and_who_is_warned(file: Path) -> None:
    scenario = read(file)
    assert 20 <= len(scenario.summary) <= 300
    assert scenario.story
    for threat in scenario.threats.values():
        responsible = scenario.countries[threat.country].responsible
        assert responsible in scenario.agencies


@each
def test_every_written_threat_is_scored_in_every_replication(file: Path) -> None:
    scenario = read(file)
    assert scenario.threats
    for threat in scenario.threats.values():
        assert threat.onset is not None
        latest = threat.onset.quantile_hours(1 - 1e-9)
        window = scenario.window if scenario.window is not None else threat.deadline
        assert latest + window <= scenario.horizon


@each
def test_it_is_quick(file: Path) -> None:
    scenario = read(file)
    days = (scenario.horizon + scenario.warm_up) / 24
    reports = sum(
        stream.rates.get(agency, stream.rate) * days
        for stream in scenario.background.values()
        for agency in (stream.agencies if stream.agencies is not None else scenario.agencies)
    )
    assert reports <= max(MOST_BACKGROUND_REPORTS, MOST_BY_AGENCY * len(scenario.agencies))


@each
def test_no_agency_sees_enough_by_itself_but_the_lone_watch(file: Path) -> None:
    scenario = read(file)
    planner = Planner(scenario)
    layout = planner.layout
    for threat in layout.threats:
        if not threat.real:
            continue
        sees = [0.0] * len(scenario.agencies)
        for indicator in threat.indicators:
            draw = layout.indicators[indicator]
            for home in draw.where:
                first = layout.sightings.first[indicator, home]
                for entry in range(first, first + layout.sightings.number[indicator, home]):
                    sees[layout.sightings.agency[entry]] += draw.log_ratio * max(draw.count, 0)
        enough = [
            name
            for (name, agency), seen in zip(scenario.agencies.items(), sees, strict=True)
            if seen >= _log_odds(agency.threshold) - _log_odds(agency.prior)
        ]
        assert enough == (["Cape Vesper Watch"] if file.stem == "lone-watch" else [])


def _log_odds(probability: float) -> float:
    return log(probability / (1 - probability))


@each
def test_it_cites_figures_unless_it_is_a_control(file: Path) -> None:
    assert read(file).sources or file.stem in CONTROLS


@each
def test_it_has_a_guide_with_every_heading_filled(file: Path) -> None:
    parts = sections(guide(file))
    assert list(parts)[1:] == HEADINGS
    assert parts[""].strip().startswith(f"# {read(file).title}")
    assert all(part.strip() for part in parts.values())


@each
def test_its_guide_asks_three_questions(file: Path) -> None:
    questions = sections(guide(file))["Three questions to discuss"]
    assert re.findall(r"^(\d)\. ", questions, flags=re.MULTILINE) == ["1", "2", "3"]


@each
def test_its_guide_says_how_to_run_it(file: Path) -> None:
    assert f"entente run {file.stem}" in guide(file)


@each
def test_the_file_names_nobody_real(file: Path) -> None:
    written = file.read_text(encoding="utf-8").split("\nsources:")[0]
    assert not real_names(written)


@each
def test_the_guide_names_nobody_real(file: Path) -> None:
    parts = sections(guide(file))
    told = "\n".join(text for heading, text in parts.items() if heading not in MAY_NAME_SOURCES)
    assert not real_names(told)


def test_a_real_name_would_be_found() -> None:
    assert real_names("Letters from France, a Turkish line, and INTERPOL in Lyon") == {
        "France",
        "Turkish",
        "INTERPOL",
        "Lyon",
    }
    assert not real_names("Francesca polished the chili in Marrow Coast")


def detections(name: str, dial: float = 1.0, *, sharing: bool = True) -> list[int]:
    """When each replication's threat is detected, of a scenario with every dial set alike."""
    planner = Planner(load(FOLDER / f"{name}.yaml"))
    plan = planner.plan(Dials(**dict.fromkeys(Challenge, dial)), sharing=sharing)
    return [int(Detections(one).detected[0]) for one in runs(plan, 1, range(20))]


@pytest.mark.parametrize("dial", [0.0, 1.0, 2.0])
def test_on_the_quiet_sea_nothing_is_detected(dial: float) -> None:
    assert set(detections("quiet-sea", dial)) == {FAR}


@pytest.mark.parametrize("dial", [0.0, 1.0, 2.0])
def test_sharing_gains_the_lone_watch_nothing(dial: float) -> None:
    alone = detections("lone-watch", dial, sharing=False)
    assert detections("lone-watch", dial) == alone
    assert FAR not in alone


@pytest.mark.parametrize("name", NAMES)
def test_the_room_it_asks_for_is_what_its_guide_says(name: str) -> None:
    """And it can be chosen by that: minutes, people, tables, and whose work it is."""
    (one,) = (each for each in shipped() if each.name == name)
    assert one.room is not None
    assert one.guide is not None
    guide = " ".join(one.guide.read_text("utf-8").lower().split())
    opening = guide.rpartition("## running it in a room")[2] or guide
    hours, minutes = divmod(one.room.minutes, 60)
    fewest, most = one.room.people
    spoken = {10: "ten", 30: "thirty", 40: "forty", 45: "forty-five", 50: "fifty", 60: "sixty"}
    spoken |= {75: "seventy-five", 90: "ninety"}
    length = f"{spoken[one.room.minutes]} minutes" if one.room.minutes in spoken else "two hours"
    assert length in opening, (hours, minutes)
    if most < 40 or name == "wide-table":
        assert f"{fewest} to {most} people" in opening
    assert one.fits(one.room.minutes, most, one.room.tables, one.roles[0])
    assert not one.fits(one.room.minutes - 1, None, None, None)
    assert not one.fits(None, most + 1, None, None)
    assert not one.fits(None, None, None, "lighthouse")
