# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the table of time zones: by area code from libphonenumber's data, by country from the IANA database.

Run it by hand where a release of ``phonenumbers`` has new codes: ``pip install phonenumbers``, then
``python -m tests.tools.time_zones``. The collection itself does not need that package.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

TABLE = Path(__file__).resolve().parents[2] / "plugins" / "module_utils" / "_calls" / "time_zones.py"

OVERLAYS = {
    **{"357": "559", "387": "416", "436": "440", "457": "318", "471": "662", "483": "334"},
    **{"621": "713", "624": "716", "679": "313", "729": "423", "837": "530", "861": "309"},
    **{"364": "270", "367": "418", "448": "850", "458": "541", "474": "306", "581": "418", "689": "407"},
    **{"879": "709", "930": "812", "236": "250", "257": "250", "672": "250", "778": "250"},
}
"""Codes that share the area of another (NANPA: overlays), where libphonenumber has no zone, too few or a wrong one."""

ZONES = Path("/usr/share/zoneinfo/zone.tab")
"""The IANA database's zones by country: libphonenumber's are too coarse, with summer time where a country has none."""

HEAD = '''# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time zones by North American area code, and by calling code of countries with one zone.

Written by tests/tools/time_zones.py from libphonenumber {version} (Apache-2.0) and the IANA time zone
database: do not edit.
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


def by_area_code() -> dict[str, tuple[str, ...]]:
    """The zones of each North American area code."""
    areas: dict[str, set[str]] = defaultdict(set)
    for prefix, zones in import_module("phonenumbers.tzdata").TIMEZONE_DATA.items():
        if prefix.startswith("1") and len(prefix) > 3:
            areas[prefix[1:4]].update(zones)
    areas.update({code: areas[sharing] for code, sharing in OVERLAYS.items()})
    return {code: distinct(sorted(zones)) for code, zones in areas.items()}


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
