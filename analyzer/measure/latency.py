#!/usr/bin/env python3
"""Measures the time from a packet to its line on the standard output of `live`.

    sudo analyzer/measure/latency.py [BOUNCES]      # 500

Sends single datagrams to a closed port on lo, 10 to 50 ms apart. Compares the packet time of each event with the time at
which its line is read from the pipe.
"""

import datetime
import json
import signal
import subprocess
import sys
import threading
import time

from lab import Lab


def send(lab, bounces):
    # One process that sleeps between its sends, because starting a process takes longer than what is measured.
    program = f"""
import random, socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range({bounces}):
    s.sendto(b"123", ("127.0.0.1", 1060))
    time.sleep(random.uniform(.01, .05))
"""
    subprocess.run(lab.command(sys.executable, "-c", program), check=True)


def main():
    bounces = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    late = []
    with Lab() as lab:
        live, _ = lab.live("-i", "lo", "-T", "ndjson", stdout=subprocess.PIPE)
        sending = threading.Thread(target=send, args=(lab, bounces))
        sending.start()
        while len(late) < 2 * bounces:
            line = live.stdout.readline()
            read_ns = time.time_ns()
            stamp, fraction = json.loads(line)["timestamp"].rstrip("Z").split(".")
            seconds = datetime.datetime.fromisoformat(stamp + "+00:00").timestamp()
            late.append((read_ns - int(seconds) * 1_000_000_000 - int(fraction)) / 1e6)
        sending.join()
        live.send_signal(signal.SIGTERM)
        live.stdout.read()
        live.wait()
    # While the first lines are printed, the analyzer's code is not compiled yet.
    for name, part in (("first 20", late[:20]), ("the others", late[20:])):
        ordered = sorted(part)
        quantiles = (f"{share} %: {ordered[int(share / 100 * (len(ordered) - 1))]:.1f} ms" for share in (50, 99, 100))
        print(f"{name}: " + ", ".join(quantiles))


main()
