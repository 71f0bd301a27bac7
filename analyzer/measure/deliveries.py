#!/usr/bin/env python3
"""Compares what `live` sees of the delivery of errors with what the calls of a program returned, several threads at once.

    sudo analyzer/measure/deliveries.py [STEPS [THREADS [SEED]]]      # 20 000 steps, 4 threads

Prints, for each way in which a call returns an error: how often the program was told, and how often `live` saw it, in total, and
the sum of the differences over the threads; "unknown" are the errors that a sendmmsg of several messages kept to itself, or that a
recvmmsg returned, as the kernel does not report which. Then come the errors, how many of them have an observed verdict, and the
deliveries whose error was not found. Exit status 1 if anything differs.
"""

import collections
import json
import signal
import subprocess
import sys

from lab import Lab, end

WAYS = ("receive", "send", "so_error", "error_queue", "unknown")


def main():
    steps, threads, seed = (list(map(int, sys.argv[1:])) + [20_000, 4, 1][len(sys.argv) - 1 :])[:3]
    with Lab() as lab:
        teller = lab.build("teller")
        out = lab.folder / "live.ndjson"
        with out.open("wb") as to:
            live, errors = lab.live("-i", "lo", "-T", "ndjson", stdout=to)
        words = lab.command(teller, threads, steps, seed)
        said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        end(live, signal.SIGTERM)
        print(errors.read_text(), end="", file=sys.stderr)
        events = [json.loads(line) for line in out.open()]
    told = {(int(tid), way): int(count) for tid, way, count in (line.split() for line in said.splitlines())}
    deliveries = [event["delivery"] for event in events if event["event_type"] == "delivery"]
    found = [event["icmp_error"] for event in events if event["event_type"] == "icmp_error"]
    seen = collections.Counter((each["process"]["tid"], each["by"]) for each in deliveries if each["by"] in WAYS)
    wrong = 0
    print("way\ttold\tseen\tdifference")
    for way in WAYS:
        difference = sum(abs(count - seen[key]) for key, count in told.items() if key[1] == way)
        wrong += difference
        total = sum(count for key, count in told.items() if key[1] == way)
        print(way, total, sum(count for key, count in seen.items() if key[1] == way), difference, sep="\t")
    observed = sum(error["verdict_from"] == "kernel" for error in found)
    lost = sum("error_pcap_cnt" not in each for each in deliveries)
    print(f"{len(found)} errors, {observed} observed, {len(deliveries)} deliveries, {lost} of an error that was not found")
    if wrong or lost or observed < len(found):
        raise SystemExit(1)


main()
