#!/usr/bin/env python3
"""Checks that memory, descriptors and threads of `live` stay constant under a steady load, and that the counts are right.

    sudo analyzer/measure/soak.py [SECONDS [RATE]] >soak.tsv      # an hour at 5 000 datagrams per second

One datagram in ten goes to a closed port. After every hundred datagrams the sender opens a new socket. The packets are
recorded with rotation. Every ten seconds a tab-separated line is printed: seconds, RSS in KiB, heap in MB after the latest
full garbage collection (one is forced with jcmd every five minutes), descriptors, threads, CPU seconds. The totals follow at
the end: sent, seen, dropped.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

from lab import Lab, end

OPEN = 7000
PORTS = 10
PER_SOCKET = 100
EVERY_S = 10
COLLECT_S = 300


def figures(pid, collections):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    heap = re.findall(r"Pause Full.*->(\d+)M", collections.read_text())
    return (
        re.search(r"VmRSS:\s+(\d+)", status)[1],
        heap[-1] if heap else "-",
        len(os.listdir(f"/proc/{pid}/fd")),
        re.search(r"Threads:\s+(\d+)", status)[1],
        (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"),
    )


# Binds all ports except the last and never reads. Datagrams to these ports are dropped without an ICMP error.
TAKE_PORTS = f"""
import signal, socket, sys
taken = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range({PORTS - 1})]
for i, each in enumerate(taken):
    each.bind(("127.0.0.1", {OPEN} + i))
print("taken", file=sys.stderr, flush=True)
signal.pause()
"""


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 3600
    rate = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    with Lab() as lab:
        lab.start(sys.executable, "-c", TAKE_PORTS, ready="taken")
        collections = lab.folder / "gc"
        os.environ["UDPBOUNCE_JAVA_OPTS"] = f"-Xlog:gc:file={collections}:uptime"
        summary = lab.folder / "summary"
        options = ["-i", "lo", "-T", "ndjson", "-w", lab.folder / "f", "-C", 20, "-W", 3]
        live, errors = lab.live(*options, stdout=subprocess.PIPE)
        with summary.open("wb") as out:
            last_line = subprocess.Popen(["tail", "-n", "1"], stdin=live.stdout, stdout=out)
        sent = []
        sending = threading.Thread(
            target=lambda: sent.append(lab.send("127.0.0.1", OPEN, PORTS, seconds * rate, rate, PER_SOCKET))
        )
        started = time.monotonic()
        sending.start()
        print("seconds", "rss_kib", "heap_mb", "descriptors", "threads", "cpu_s", sep="\t", flush=True)
        collected = started
        while sending.is_alive():
            if time.monotonic() - collected >= COLLECT_S:
                collected = time.monotonic()
                subprocess.run(["jcmd", str(live.pid), "GC.run"], check=True, stdout=subprocess.DEVNULL)
            print(int(time.monotonic() - started), *figures(live.pid, collections), sep="\t", flush=True)
            sending.join(EVERY_S)
        status = end(live, signal.SIGTERM)
        live.stdout.close()
        last_line.wait()
        last = json.loads(summary.read_text())
        print(f"# status {status}, sent {sent[0][0]} in {sent[0][1]} s", json.dumps(last), sep="\n# ", flush=True)
        print("# " + errors.read_text().replace("\n", "\n# "))


main()
