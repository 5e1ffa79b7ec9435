# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether this machine, this key and this service get along: reads only, and everything offline comes first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._errors import Refused, VapiError
from .._http.connection import REGIONS
from .._http.setting import Setting
from .._reports.files import as_json, file_name, folder, write_all
from .._schema.fields import Field, Schema
from .._schema.hints import first_names
from .checks import PROBLEM, SKIPPED, WARNING, Check, failed_check, headline, of_level, table
from .offline import offline_checks
from .online import Survey, first_answer

DOCTOR = Schema(
    "service check",
    (
        Field("inventory_connection", default=""),
        Field("report_dir", guard=True),
        Field("org", default="org", guard=True),
        Field("fail", "bool", default=False),
    ),
)

NEEDED = ("requests", "key", "address", "proxy", "certificates")
"""Checks without which no request is worth its time."""
PATIENCE = 10.0
"""Seconds for the first answer at most: who looks whether anything works does not wait for retries."""
RETRIES = 2
LONGEST_READING = 30.0
"""How often a request after the first one is repeated, and seconds for its answer at most."""


def service_info(options: dict[str, Any], setting: Setting) -> dict[str, Any]:
    """The use case of vapi_service_info."""
    checks = list(offline_checks(setting.connection, setting.environment, options["inventory_connection"]))
    survey = None
    if any(check.name in NEEDED for check in of_level(checks, PROBLEM)):
        checks.append(Check("service", SKIPPED, "nothing was sent: solve the problems above first"))
    else:
        survey = _look(checks, setting)
    result = _result(checks, survey)
    if options.get("report_dir"):
        report = {name: value for name, value in result.items() if name not in ("changed", "text")}
        file = folder(options["report_dir"]) / f"{file_name(options['org'])}.json"
        # Names and numbers of the org stand in it, so it is for its owner alone.
        write_all({file: as_json(report)}, setting.check_mode, 0o600)
    return _failed(result, checks) if options["fail"] and of_level(checks, PROBLEM) else result


def _look(checks: list[Check], setting: Setting) -> Survey | None:
    """Ask the service, and add what it shows; none where it does not answer."""
    try:
        for check in first_answer(setting.reader(0, PATIENCE)):
            checks.append(check)
    except VapiError as error:
        is_key = isinstance(error, Refused) and error.status == 401
        checks.append(failed_check("key accepted" if is_key else "service", error))
        checks.extend(_other_regions(setting) if is_key and not setting.connection.get("api_url") else ())
        checks.append(Check("lists", SKIPPED, "they were not asked for"))
        return None
    survey = Survey(setting.reader(RETRIES, LONGEST_READING))
    checks.extend(survey.read())
    checks.extend(survey.findings())
    return survey


def _other_regions(setting: Setting) -> Iterator[Check]:
    """Which other region knows the key; only the service's own addresses are asked."""
    for region in (one for one in REGIONS if one != setting.connection["region"]):
        try:
            list(first_answer(setting.reader(0, PATIENCE, region=region)))
        except VapiError:
            # The key is unknown there too, or nothing answers: the first refusal already says what to do.
            continue
        yield Check("region", PROBLEM, f"the key belongs to region {region}", f"Set vapi_region: {region}.")


def _result(checks: list[Check], survey: Survey | None) -> dict[str, Any]:
    return {
        "changed": False,
        "checks": [check.as_dict() for check in checks],
        "problems": [check.sentence for check in of_level(checks, PROBLEM)],
        "org_id": survey.org_id if survey else None,
        "counts": survey.counts if survey else {},
        "not_answering": [line for _check, line in survey.not_answering()] if survey else [],
        "retiring": [model for _check, model in survey.retiring()] if survey else [],
        "credentials": survey.credentials if survey else {},
        "limits": survey.limits if survey else {},
        "unknown_fields": survey.unknown if survey else [],
        "text": f"{headline(checks)}\n{table(checks)}",
    }


def _failed(result: dict[str, Any], checks: list[Check]) -> dict[str, Any]:
    """The result of a failed task, which Ansible prints whole: what is well stands in the table alone."""
    problems = of_level(checks, PROBLEM)
    first = problems[0]
    return {
        **{name: value for name, value in result.items() if value and name != "problems"},
        "changed": False,
        "checks": [check.as_dict() for check in of_level(checks, PROBLEM, WARNING, SKIPPED)],
        "failed": True,
        "msg": first_names(result["problems"], " "),
        "failure": {"status": None, "message": first.detail, "hint": first.fix},
    }
