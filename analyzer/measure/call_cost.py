#!/usr/bin/env python3
"""What the observation of deliveries by `live` costs every send and receive of the machine, UDP and TCP.

    sudo analyzer/measure/call_cost.py [PHASES [ROUNDS]]      # 10 phases of 300 rounds

`live` captures in a namespace without packets, so that only its BPF programs have an effect on the calls. Phases with and
without it alternate. Each line: the protocol, the call, median nanoseconds of processor time without and with `live`, and the
median of the differences between a phase with it and the one before.
"""

import signal
import statistics
import subprocess
import sys

from lab import Lab, end


def phase(calls, protocol, rounds):
    """Returns the median nanoseconds of a send, and of a receive."""
    said = subprocess.run(["taskset", "-c", "0", calls, protocol, str(rounds)], check=True, capture_output=True, text=True)
    pairs = [tuple(map(int, line.split())) for line in said.stdout.splitlines()]
    return [statistics.median(column) for column in zip(*pairs)]


def main():
    phases = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    found = {}
    with Lab() as lab:
        calls = lab.build("calls")
        for _ in range(phases):
            before = {protocol: phase(calls, protocol, rounds) for protocol in ("udp", "tcp")}
            live, errors = lab.live("-i", "lo")
            if "predicted" in errors.read_text():
                raise SystemExit(f"nothing is observed here: {errors.read_text()}")
            during = {protocol: phase(calls, protocol, rounds) for protocol in ("udp", "tcp")}
            end(live, signal.SIGTERM)
            for protocol in before:
                for call, without, observed in zip(("send", "receive"), before[protocol], during[protocol]):
                    found.setdefault((protocol, call), []).append((without, observed))
    print("protocol\tcall\twithout\twith\tdifference")
    for (protocol, call), pairs in found.items():
        without, observed = (statistics.median(column) for column in zip(*pairs))
        difference = statistics.median(b - a for a, b in pairs)
        print(protocol, call, f"{without:.0f}", f"{observed:.0f}", f"{difference:.0f}", sep="\t")


main()
