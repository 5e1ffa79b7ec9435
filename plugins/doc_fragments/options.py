# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doc fragments: the options of each shape, from its declaration and its prose."""

from __future__ import annotations

from ansible_collections.voiceops.vapi.plugins.module_utils import _adoption, _provision
from ansible_collections.voiceops.vapi.plugins.module_utils._calls import (
    artifacts,
    bulk,
    campaign_info,
    campaigns,
    loopback,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._calls.info import CALL_QUERY
from ansible_collections.voiceops.vapi.plugins.module_utils._carriers.info import CARRIER_QUERY
from ansible_collections.voiceops.vapi.plugins.module_utils._comparison import COMPARISON
from ansible_collections.voiceops.vapi.plugins.module_utils._drift import DRIFT
from ansible_collections.voiceops.vapi.plugins.module_utils._http import connection
from ansible_collections.voiceops.vapi.plugins.module_utils._lint import LINT
from ansible_collections.voiceops.vapi.plugins.module_utils._org import files, objects
from ansible_collections.voiceops.vapi.plugins.module_utils._org.export import ORG_EXPORT
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers import (
    drift_report,
    export,
    fleet,
    hooks,
    rotate,
)
from ansible_collections.voiceops.vapi.plugins.module_utils._phone_numbers.info import NUMBER_QUERY
from ansible_collections.voiceops.vapi.plugins.module_utils._proof import PROOF
from ansible_collections.voiceops.vapi.plugins.module_utils._resources import call, campaign, phone_number
from ansible_collections.voiceops.vapi.plugins.module_utils._restoration import RESTORE
from ansible_collections.voiceops.vapi.plugins.module_utils._service import doctor, probe
from ansible_collections.voiceops.vapi.plugins.plugin_utils._documentation import fragment, plugin_fragment


class ModuleDocFragment:
    """A section for each shape: ``extends_documentation_fragment: voiceops.vapi.options.line`` takes ``LINE``."""

    ADOPTION: str = fragment(_adoption.ADOPTION)
    ARTIFACTS: str = fragment(artifacts.ARTIFACTS)
    ASSISTANT: str = fragment(objects.ASSISTANT.schema)
    CALL: str = fragment(call.CALL)
    CALL_QUERY: str = fragment(CALL_QUERY)
    CAMPAIGN: str = fragment(campaign.CAMPAIGN)
    CAMPAIGNS: str = fragment(campaigns.CAMPAIGNS)
    CAMPAIGN_QUERY: str = fragment(campaign_info.CAMPAIGN_QUERY)
    CARRIER_QUERY: str = fragment(CARRIER_QUERY)
    COMPARISON: str = fragment(COMPARISON)
    CONNECTION: str = fragment(connection.CONNECTION)
    CONNECTION_OF_PLUGINS: str = plugin_fragment(connection.CONNECTION)
    CREDENTIAL: str = fragment(objects.CREDENTIAL.schema)
    DRIFT: str = fragment(DRIFT)
    DRIFT_REPORT: str = fragment(drift_report.DRIFT_REPORT)
    EXPORT: str = fragment(export.EXPORT)
    FILE: str = fragment(files.FILE.schema)
    FLEET: str = fragment(fleet.FLEET)
    HOOK: str = fragment(hooks.HOOK_TASK)
    LINE: str = fragment(phone_number.LINE)
    LINT: str = fragment(LINT)
    LOOPBACK: str = fragment(loopback.LOOPBACKS)
    NUMBER_QUERY: str = fragment(NUMBER_QUERY)
    ORG: str = fragment(_provision.PROVISION)
    ORG_EXPORT: str = fragment(ORG_EXPORT)
    OUTBOUND: str = fragment(bulk.OUTBOUND)
    PROBE: str = fragment(probe.PROBE)
    PROOF: str = fragment(PROOF)
    RESTORE: str = fragment(RESTORE)
    ROTATION: str = fragment(rotate.ROTATION)
    SERVICE_CHECK: str = fragment(doctor.DOCTOR)
    SQUAD: str = fragment(objects.SQUAD.schema)
    STRUCTURED_OUTPUT: str = fragment(objects.STRUCTURED_OUTPUT.schema)
    TOOL: str = fragment(objects.TOOL.schema)
