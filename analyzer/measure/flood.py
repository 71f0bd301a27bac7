#!/usr/bin/env python3
"""Finds the highest rate at which nothing is dropped, and compares it with tcpdump with the same buffer.

    sudo analyzer/measure/flood.py [BUFFER_KIB [ROUNDS [RATE …]]]      # 16384, 3, ten rates

Floods a closed port on lo for two seconds, so that every datagram is followed by its error. The rate rises until the sender
sends as fast as it can (0). A rate counts as held if no round dropped anything. The counts of udpbounce are checked: the
packets that it saw and the packets that were dropped add up to twice the number of datagrams sent. With -q it prints a summary,
otherwise every event. The last column is the processor time of the reader for each packet, its start excluded.
"""

import functools
import json
import os
import re
import signal
import sys
import time

from lab import Lab, end

RATES = (20_000, 40_000, 60_000, 80_000, 100_000, 120_000, 150_000, 175_000, 200_000, 0)
SECONDS = 2
FLAT_OUT = 300_000
# After a flood, for the reader to read what waits.
SETTLED_S = 1


def processor_ns(process):
    """Returns the processor time that a process has used so far."""
    with open(f"/proc/{process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1_000_000_000 // os.sysconf("SC_CLK_TCK")


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

    return process, finish


def udpbounce(quiet, lab, buffer):
    timeline = lab.folder / "timeline"
    with timeline.open("wb") as to:
        process, _ = lab.live("-i", "lo", "-B", buffer, "-T", "ndjson", *(["-q"] if quiet else []), stdout=to)

    def finish():
        end(process, signal.SIGTERM)
        with timeline.open("rb") as read:
            read.seek(max(0, timeline.stat().st_size - 65536))
            summary = json.loads(read.read().splitlines()[-1])["summary"]
        return summary["packets"], summary["dropped"]

    return process, finish


READERS = {
    "tcpdump": tcpdump,
    "udpbounce -q": functools.partial(udpbounce, True),
    "udpbounce": functools.partial(udpbounce, False),
}


def flood(lab, start, buffer, rate):
    """Returns the datagrams sent, their rate, the packets seen and dropped, and the nanoseconds for each packet."""
    process, finish = start(lab, buffer)
    before = processor_ns(process)
    sent, seconds = lab.send("127.0.0.1", 1060, 1, rate * SECONDS or FLAT_OUT, rate)
    time.sleep(SETTLED_S)
    used = processor_ns(process) - before
    packets, dropped = finish()
    return sent, sent / seconds, packets, dropped, used // max(1, packets)


def main():
    buffer = int(sys.argv[1]) if len(sys.argv) > 1 else 16384
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    rates = [int(rate) for rate in sys.argv[3:]] or RATES
    held = {}
    wrong = 0
    print("reader", "wanted", "reached", "packets", "dropped", "ns", sep="\t")
    with Lab() as lab:
        for name, start in READERS.items():
            for rate in rates:
                lost = 0
                reached = []
                for _ in range(rounds):
                    sent, reach, packets, dropped, used = flood(lab, start, buffer, rate)
                    reached.append(reach)
                    lost += dropped
                    wrong += name != "tcpdump" and packets + dropped != 2 * sent
                    print(name, rate or "flat out", f"{reach:.0f}", packets, dropped, used, sep="\t", flush=True)
                if lost == 0:
                    held[name] = max(held.get(name, 0), min(reached))
    for name, rate in held.items():
        print(f"# {name}: {rate:.0f} datagrams per second without drops, {rate / held.get('tcpdump', rate):.2f} of tcpdump")
    print(f"# {wrong} wrong counts")


main()
