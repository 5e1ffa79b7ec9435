# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The caller's side of tests/support/warm.py: one of Ansible's commands by a process that has imported Ansible.

As a program (``python warm_client.py SOCKET COMMAND WORDS…``) it stands for the command, with its folder, variables,
streams and exit status. It imports next to nothing, since it is started for each run.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence

OTHER = "other"
"""The process's answer to a run for which Ansible would have to be imported with other settings."""


def ask(
    path: str, words: Sequence[str], environment: Mapping[str, str], folder: str, streams: Sequence[int]
) -> int | None:
    """The exit status of a run; None where the process at this socket has other settings.

    ``words`` begin with the command; ``streams`` are its input, output and error.
    Raises RuntimeError when the run ends without a status, as one does that is killed.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        socket.send_fds(connection, [b"\n"], streams)
        order = {"words": list(words), "environment": dict(environment), "folder": folder}
        connection.sendall(json.dumps(order).encode() + b"\n")
        with connection.makefile() as answers:
            answer = answers.readline().strip()
    if not answer:
        raise RuntimeError(f"{words[0]} ended without a status")
    return None if answer == OTHER else int(answer)


def main(path: str, command: str, *words: str) -> int:
    """Run the command there, or where it has other settings as the command that it is."""
    program = os.path.basename(command)
    status = ask(path, [program, *words], os.environ, os.getcwd(), (0, 1, 2))
    if status is None:
        os.execv(command, [command, *words])
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
