#!/usr/bin/env python3
"""Checks on a veth pair that the packets seen and the packets dropped add up exactly to the packets sent.

    sudo analyzer/measure/counts.py [TIMES [COUNT]]      # 20 times, 200 000 datagrams each

In every second run the reader is stopped for a while, so that the kernel's buffer overflows.
"""

import json
import signal
import subprocess
import sys

from lab import Lab, end, run

# Only the datagrams that are sent may be on the wire: IPv6 is off, so there is no neighbor discovery, and the port is
# open, so there are no errors.
TAKE_PORT = """
import signal, socket, sys
taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
taken.bind(("10.1.0.2", 9))
print("taken", file=sys.stderr, flush=True)
signal.pause()
"""


def pair(lab):
    other = lab.namespace("b")
    for name in (lab.home, other):
        run("nsenter", f"--net=/run/netns/{name}", "sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6")
    run("ip", "-n", lab.home, "link", "add", "a0", "type", "veth", "peer", "name", "b0", "netns", other)
    for name, device, address in ((lab.home, "a0", "10.1.0.1/24"), (other, "b0", "10.1.0.2/24")):
        run("ip", "-n", name, "addr", "add", address, "dev", device)
        run("ip", "-n", name, "link", "set", device, "up")
    words = ["nsenter", f"--net=/run/netns/{other}", sys.executable, "-c", TAKE_PORT]
    taker = subprocess.Popen(words, stderr=subprocess.PIPE)
    lab.callback(end, taker)
    taker.stderr.readline()


def main():
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200_000
    right = 0
    with Lab() as lab:
        pair(lab)
        for i in range(times):
            stopped = i % 2 == 1
            live, _ = lab.live("-i", "a0", "-B", 512, "-T", "ndjson", "-q", stdout=subprocess.PIPE)
            if stopped:
                live.send_signal(signal.SIGSTOP)
            sent, _ = lab.send("10.1.0.2", 9, 1, count)
            if stopped:
                live.send_signal(signal.SIGCONT)
            live.send_signal(signal.SIGTERM)
            summary = json.loads(live.stdout.read().splitlines()[-1])["summary"]
            live.wait()
            seen, dropped = summary["packets"], summary["dropped"]
            right += sent == seen + dropped and (dropped > 0 or not stopped)
            print(f"{i + 1}: {sent} sent, {seen} seen, {dropped} dropped{' (stopped)' if stopped else ''}", flush=True)
    print(f"{right} of {times} exact")
    sys.exit(right != times)


main()
