# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A local simulator of the Vapi API: phone numbers, hooks and calls, without a key and without charges.

What is documented or was recorded of the service is a rule here; what is unknown is a switch.
"""
