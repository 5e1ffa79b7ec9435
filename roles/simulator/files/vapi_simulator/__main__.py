# Copyright (c) 2026, The voiceops.vapi authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts the simulator by hand: ``python -m vapi_simulator --help``."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from . import background
from .load_seed import load_seed
from .recorder import Recorder
from .refusals import Refusal
from .server import Simulator
from .store import Store
from .switches import SWITCHES, Switches

DEFAULT_KEY = "simulator-private-key-0001"


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="vapi_simulator",
        description="A local simulator of the Vapi API. It listens on 127.0.0.1 only.",
        epilog="Control requests: log, switches, faults, state, carriers, retirements, advance, inbound, stop. "
        f"Switches: {', '.join(sorted(SWITCHES))}.",
    )
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 selects a free port (default)")
    parser.add_argument("--state", metavar="FILE", help="journal that keeps the state across restarts")
    parser.add_argument("--seed", metavar="FILE", help="JSON: initial content of the orgs")
    parser.add_argument(
        "--keys", metavar="FILE", help=f"JSON: a list of private keys, one org per key (default: {DEFAULT_KEY})"
    )
    parser.add_argument("--switch", action="append", default=[], metavar="NAME=VALUE", help="set a switch")
    parser.add_argument("--switches", metavar="FILE", help="JSON: switches, or the report of vapi_probe")
    parser.add_argument("--ready", metavar="FILE", help="write {url, pid} to this file when it listens")
    parser.add_argument(
        "--idle", type=float, default=0, metavar="SECONDS", help="stop after this time without a request"
    )
    parser.add_argument(
        "--detach", action="store_true", help="run in the background; requires --ready, prints its content"
    )
    parser.add_argument("--stop", action="store_true", help="stop the simulator that wrote the --ready file")
    parser.add_argument("--dry-run", action="store_true", help="print what --detach or --stop would do")
    parser.add_argument(
        "--record", metavar="URL", help="run no simulator: forward to this API, and record its responses"
    )
    parser.add_argument("--fixtures", metavar="DIR", help="with --record: directory for the scrubbed responses")
    parser.add_argument("--allow-writes", action="store_true", help="with --record: forward writes too")
    parser.add_argument("--log", metavar="FILE", help="append a line per request to this file")
    options = parser.parse_args(words)
    if (options.stop or options.detach) and not options.ready:
        parser.error("--detach and --stop need --ready")
    if bool(options.record) != bool(options.fixtures) or (options.allow_writes and not options.record):
        parser.error("--record and --fixtures go together, and --allow-writes with them")
    return options


def main(words: list[str] | None = None) -> int:
    """Serve until told to stop; returns the exit status."""
    options = arguments(words)
    # Keys, tokens and numbers stand in its files: they are for their owner alone.
    os.umask(0o077)
    if options.stop:
        return background.stop(options.ready, options.dry_run)
    if options.detach:
        return background.start(options.ready, words or sys.argv[1:], options.dry_run)
    try:
        if options.record:
            return _record(options)
        server = _server(options)
    except (OSError, OverflowError, ValueError, Refusal) as error:
        print(f"vapi_simulator: {error}", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    if options.ready:
        _announce(Path(options.ready), {"url": server.url, "control_url": server.control_url, "pid": os.getpid()})
    print(f"vapi_simulator listening on {server.url} (pid {os.getpid()})", flush=True)
    print(f"control plane: {server.control_url}", flush=True)
    server.serve_forever(poll_interval=0.05)
    server.server_close()
    server.api.store.close()
    return 0


def _record(options: argparse.Namespace) -> int:
    """Pass on and record until told to stop."""
    recorder = Recorder(options.port, options.record, options.fixtures, options.allow_writes)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=recorder.shutdown).start())
    if options.ready:
        _announce(Path(options.ready), {"url": recorder.url, "pid": os.getpid()})
    print(f"recording {recorder.upstream} into {recorder.folder}; export VAPI_API_URL={recorder.url}", flush=True)
    recorder.serve_forever(poll_interval=0.05)
    recorder.server_close()
    return 0


def _server(options: argparse.Namespace) -> Simulator:
    switches = Switches(_found(options.switches) if options.switches else {})
    switches.update(dict(_switch(text) for text in options.switch))
    store = Store(_keys(options.keys), options.state)
    if options.seed:
        load_seed(store, json.loads(Path(options.seed).read_text(encoding="utf-8")))
    server = Simulator(options.port, store, switches, options.idle)
    server.control.log_file = options.log
    return server


def _found(path: str) -> Any:
    """The switches in a file: as they are, or in the report of a probe."""
    told = json.loads(Path(path).read_text(encoding="utf-8"))
    return told.get("switches", told) if isinstance(told, dict) else told


def _keys(path: str | None) -> list[str]:
    """The orgs' keys; from a file, because every user of a machine reads the arguments of a process."""
    keys = json.loads(Path(path).read_text(encoding="utf-8")) if path else [DEFAULT_KEY]
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str) and key for key in keys):
        raise ValueError("--keys takes a file with a JSON list of texts")
    return keys


def _switch(text: str) -> tuple[str, Any]:
    name, _equals, value = text.partition("=")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _announce(path: Path, ready: dict[str, Any]) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(ready), encoding="utf-8")
    draft.replace(path)


if __name__ == "__main__":
    sys.exit(main())
