#!/usr/bin/env python3
"""Measures the time from the start of a live capture to its first line, and compares it with tshark.

    sudo analyzer/measure/start.py [ROUNDS]      # 15

Meanwhile a datagram is sent to a closed port on lo every millisecond. Prints the medians of the wall time, and of the CPU time
of the process and its children until it has ended.
"""

import os
import signal
import statistics
import subprocess
import sys
import time

from lab import UDPBOUNCE, Lab, end

COMMANDS = {
    "udpbounce": [UDPBOUNCE, "live", "-l", "-i", "lo"],
    "tshark": ["tshark", "-l", "-n", "-i", "lo", "-f", "udp or icmp"],
}


def measure(lab, words):
    before = os.times()
    started = time.monotonic()
    process = subprocess.Popen(lab.command(*words), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    process.stdout.readline()
    first = time.monotonic() - started
    process.send_signal(signal.SIGTERM)
    process.stdout.read()
    process.wait()
    after = os.times()
    return first, after.children_user + after.children_system - before.children_user - before.children_system


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with Lab() as lab:
        words = lab.command(lab.sender, "127.0.0.1", 1060, 1, 10_000_000, 1000, 0)
        load = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        lab.callback(end, load)
        results = {name: [] for name in COMMANDS}
        for _ in range(rounds):
            for name, command in COMMANDS.items():
                results[name].append(measure(lab, command))
    for name, measured in results.items():
        wall, cpu = (statistics.median(each) for each in zip(*measured))
        print(f"{name}: first line after {wall:.3f} s, {cpu:.3f} s CPU in all")
    walls = [statistics.median(first for first, _ in results[name]) for name in ("udpbounce", "tshark")]
    print(f"ratio {walls[0] / walls[1]:.2f}")


main()
