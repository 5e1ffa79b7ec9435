# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the table of time zones: by area code from NANPA's report and libphonenumber, by country from IANA's database.

Run it by hand where a release of ``phonenumbers`` has new codes: ``pip install phonenumbers``, then
``python -m tests.tools.time_zones``. The collection itself does not need that package.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

TABLE = Path(__file__).resolve().parents[2] / "plugins" / "module_utils" / "_calls" / "time_zones.py"

REPORT = Path(__file__).with_name("area_codes.csv")
"""Every general purpose code that is in service or has a date for it: NANPA's public report npa_report.csv of
2026-01-05 (reports.nanpa.com), without its columns about dialling. 451 of them were in service."""

OVERLAYS = {
    **{"364": "270", "367": "418", "448": "850", "458": "541", "474": "306", "581": "418", "689": "407"},
    **{"879": "709", "930": "812", "236": "250", "257": "250", "672": "250", "778": "250"},
}
"""Codes for which libphonenumber has too few zones or a wrong one: they share the area of these (by the report)."""

LETTERS = {"E": "America/New_York", "C": "America/Chicago", "M": "America/Denver", "P": "America/Los_Angeles"}
"""What the report writes for a zone in the US and in Canada."""

ZONES = Path("/usr/share/zoneinfo/zone.tab")
"""The IANA database's zones by country: libphonenumber's are too coarse, with summer time where a country has none."""

HEAD = '''# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time zones by North American area code, and by calling code of countries with one zone.

Written by tests/tools/time_zones.py from NANPA's report of area codes of 2026-01-05, libphonenumber {version}
(Apache-2.0) and the IANA time zone database: do not edit.
"""

from __future__ import annotations
'''


def offsets(name: str) -> tuple[timedelta | None, ...]:
    """The zone's offsets over the coming years, each week: zones that agree in them are one for a clock."""
    first = datetime(2026, 1, 1, tzinfo=timezone.utc)
    return tuple((first + timedelta(weeks=week)).astimezone(ZoneInfo(name)).utcoffset() for week in range(260))


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The zones without those that agree with an earlier one."""
    found: dict[tuple[timedelta | None, ...], str] = {}
    for name in names:
        found.setdefault(offsets(name), name)
    return tuple(found.values())


def written(name: str, meaning: str, zones: dict[str, tuple[str, ...]]) -> str:
    """A table as text: a line for each set of zones, then the codes."""
    codes: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for code in sorted(zones):
        codes[zones[code]].append(code)
    rows = ["    " + repr(" ".join(key)).replace("'", '"') + ": (" for key in sorted(codes)]
    lines = []
    for row, key in zip(rows, sorted(codes), strict=True):
        words = codes[key]
        chunks = [" ".join(words[at : at + 24]) for at in range(0, len(words), 24)]
        texts = [f'        "{chunk} "' if chunk != chunks[-1] else f'        "{chunk}"' for chunk in chunks]
        lines.append("\n".join([row, *texts, "    ),"]) if len(texts) > 1 else row[:-1] + texts[0].strip() + ",")
    return "\n".join([f"{name} = {{", *lines, "}", f'"""{meaning}"""', ""])


def report() -> dict[str, dict[str, str]]:
    """The rows of the report by code: ``location``, ``country``, ``in_service``, ``time_zone``, ``overlay``."""
    with REPORT.open(encoding="utf-8", newline="") as stream:
        return {row["code"]: row for row in csv.DictReader(stream)}


def by_area_code() -> dict[str, tuple[str, ...]]:
    """The zones of each North American area code of the report.

    They are libphonenumber's, of a code that is too new for it those of the codes that it shares its area with, and
    besides each zone that the report has and libphonenumber has not.
    """
    areas: dict[str, set[str]] = defaultdict(set)
    for prefix, zones in import_module("phonenumbers.tzdata").TIMEZONE_DATA.items():
        if prefix.startswith("1") and len(prefix) > 3:
            areas[prefix[1:4]].update(zones)
    found = {}
    for code, row in report().items():
        sharing = [OVERLAYS[code]] if code in OVERLAYS else [code] if code in areas else row["overlay"].split("/")
        zones = {zone for one in sharing for zone in areas.get(one, ())}
        found[code] = tuple(sorted(distinct([*sorted(zones), *zones_of_report(row)])))
    return found


def zones_of_report(row: dict[str, str]) -> list[str]:
    """The zones that the report names for a code of the US or Canada; none where it names them otherwise."""
    is_clear = row["country"] in ("US", "CANADA") and set(row["time_zone"]) <= set(LETTERS)
    # It counts the west of British Columbia and the east of Quebec in; they are in libphonenumber's zones already.
    return [LETTERS[letter] for letter in row["time_zone"]] if is_clear and not has_no_summer_time(row) else []


def has_no_summer_time(row: dict[str, str]) -> bool:
    """Whether a code lies where the clocks of its zone do not change, which the report does not tell."""
    return row["location"] in ("AZ", "SASKATCHEWAN")


def by_country() -> dict[str, tuple[str, ...]]:
    """The zone of each calling code all of whose countries have one and the same; +1 is left to the area codes."""
    regions: dict[str, list[str]] = defaultdict(list)
    for line in ZONES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            regions[line.split("\t")[0]].append(line.split("\t")[2])
    codes = import_module("phonenumbers").COUNTRY_CODE_TO_REGION_CODE
    found = {
        str(code): distinct(zone for region in of_code for zone in regions.get(region, ()))
        for code, of_code in codes.items()
        if code != 1
    }
    return {code: zones for code, zones in found.items() if len(zones) == 1}


def main() -> None:
    """Write the table."""
    tables = [
        written("AREA_CODES", "Zones, and the area codes that lie in all of them.", by_area_code()),
        written("COUNTRIES", "A zone, and the calling codes of the countries that have no other.", by_country()),
    ]
    version = import_module("phonenumbers").__version__
    TABLE.write_text("\n".join([HEAD.format(version=version), *tables]), encoding="utf-8")


if __name__ == "__main__":
    main()
