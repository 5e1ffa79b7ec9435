# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the keys of a definition mean: references, secrets, and data that is the user's own.

A definition is an object in the service's own JSON. Every key of the official SDK and the OpenAPI document that ends in
Id or Ids, and every one that looks like a secret's, is decided here; a contract test holds the lists against both.
"""

from __future__ import annotations

REFERENCES = {
    "assistantId": "assistant",
    "assistantIds": "assistant",
    "allowedAssistantIds": "assistant",
    "squadId": "squad",
    "toolId": "tool",
    "toolIds": "tool",
    "declineToolId": "tool",
    "credentialId": "credential",
    "credentialIds": "credential",
    "fileId": "file",
    "fileIds": "file",
    "structuredOutputId": "structured-output",
    "structuredOutputIds": "structured-output",
    "phoneNumberId": "phone-number",
    "knowledgeBaseId": "v2/knowledge-base",
    "scorecardIds": "observability/scorecard",
    "personalityId": "eval/simulation/personality",
    "scenarioId": "eval/simulation/scenario",
    "simulationId": "eval/simulation",
    "simulationIds": "eval/simulation",
    "simulationSuiteId": "eval/simulation/suite",
    "suiteId": "eval/simulation/suite",
    "insightId": "reporting/insight",
    "evalId": "eval",
    "duplicateFromCampaignId": "campaign",
    "campaignId": "campaign",
    "targetId": "",
    "workflowId": "",
    "workflowIds": "",
}
"""Keys whose value is the id of another object of the org, with the path of its kind; an empty path: several kinds or a
retired one, so that only ids can stand there."""

NOT_REFERENCES = frozenset(
    (
        # Names at a provider of voices, models or telephony, and of its accounts.
        *("voiceId", "callerId", "personaId", "libraryIds", "pronunciationDictId", "pronunciationDictionaryId"),
        *("versionId", "accountId", "clientId", "projectId", "groupId", "teamId", "userId", "ownerId", "publicOwnerId"),
        *("providerId", "resourceId", "collectionId", "locationId", "triggerHookId", "webhookHookId", "templateId"),
        *("awsAccessKeyId", "accessKeyId", "AccessKeyId", "AssumedRoleId", "privateKeyId", "vonageApplicationId"),
        *("authorizationId", "connectionId", "endUserId", "organizationId", "phoneCallProviderId", "externalId"),
        # The parts of one call, session, run or message.
        *("callId", "callIds", "callControlId", "callLegId", "callSessionId", "callUUID", "conversationUUID"),
        *("chatId", "previousChatId", "sessionId", "turnId", "toolCallId", "runId", "simulationRunItemIds"),
        *("testSuiteId", "customerId", "sourceId", "existingDraftId", "knowledgeBaseV2Id"),
        # What the service keeps about an org, its plan and its bills.
        *("id", "orgId", "monitorId", "monitorIds", "outcomeIds", "companyTaxId", "couponIds", "slackChannelId"),
        *("subscriptionId", "stripeCustomerId", "stripePaymentMethodId", "stripeSubscriptionId"),
        *("stripeSubscriptionItemId", "monthlyChargeScheduleId", "monthlyCreditCheckScheduleId", "actorId"),
        *("hipaaCommonPaperAgreementId", "pciCommonPaperAgreementId", "currentAllocationId", "governingAllocationId"),
    )
)
"""Keys that end in Id or Ids and refer to no object that a definition could name."""

USER_DATA = frozenset(
    (
        *("metadata", "variableValues", "headers", "sipHeaders", "properties", "parameters", "schema", "body"),
        *("arguments", "value"),
    )
)
"""Keys below which everything is the user's own: no name in it is a reference, and nothing in it is rewritten."""

PUBLIC_KEYS = frozenset(("publicKey", "gcpKey"))
"""Keys of credentials that are no secrets, and are named like those that the service hides; gcpKey holds a secret."""
