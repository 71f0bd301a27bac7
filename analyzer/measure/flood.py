#!/usr/bin/env python3
"""Finds the highest rate at which nothing is dropped, and compares it with tcpdump with the same buffer.

    sudo analyzer/measure/flood.py [BUFFER_KIB [ROUNDS]]      # 16384, 3

Floods a closed port on lo for two seconds, so that every datagram is followed by its error. The rate rises until the sender
sends as fast as it can. A rate counts as held if no round dropped anything. The counts of udpbounce are checked: the packets
that it saw and the packets that were dropped add up to twice the number of datagrams sent.
"""

import json
import re
import signal
import subprocess
import sys

from lab import Lab, end

RATES = (20_000, 40_000, 60_000, 80_000, 100_000, 120_000, 150_000, 175_000, 200_000, 0)
SECONDS = 2
FLAT_OUT = 300_000


def tcpdump(lab, buffer):
    process, errors = lab.start(
        "tcpdump", "-i", "lo", "-B", buffer, "-w", "/dev/null", "udp or icmp", ready="listening on"
    )

    def finish():
        end(process, signal.SIGTERM)
        captured, dropped = (
            int(re.search(rf"(\d+) packets? {what}", errors.read_text())[1]) for what in ("captured", "dropped by kernel")
        )
        return captured, dropped

    return finish


def udpbounce(lab, buffer):
    process, _ = lab.live("-i", "lo", "-B", buffer, "-T", "ndjson", "-q", stdout=subprocess.PIPE)

    def finish():
        process.send_signal(signal.SIGTERM)
        summary = json.loads(process.stdout.read().splitlines()[-1])["summary"]
        process.wait()
        return summary["packets"], summary["dropped"]

    return finish


def main():
    buffer = int(sys.argv[1]) if len(sys.argv) > 1 else 16384
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    held = {}
    wrong = 0
    print("reader", "wanted", "reached", "packets", "dropped", sep="\t")
    with Lab() as lab:
        for start in (tcpdump, udpbounce):
            for rate in RATES:
                lost = 0
                reached = []
                for _ in range(rounds):
                    finish = start(lab, buffer)
                    sent, seconds = lab.send("127.0.0.1", 1060, 1, rate * SECONDS or FLAT_OUT, rate)
                    packets, dropped = finish()
                    reached.append(sent / seconds)
                    lost += dropped
                    wrong += start is udpbounce and packets + dropped != 2 * sent
                    wanted = rate or "flat out"
                    print(start.__name__, wanted, f"{sent / seconds:.0f}", packets, dropped, sep="\t", flush=True)
                if lost == 0:
                    held[start.__name__] = max(held.get(start.__name__, 0), min(reached))
    for name, rate in held.items():
        print(f"# {name}: {rate:.0f} datagrams per second without drops")
    if len(held) == 2:
        print(f"# ratio {held['udpbounce'] / held['tcpdump']:.2f}, {wrong} wrong counts")


main()
