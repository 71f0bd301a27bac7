#!/usr/bin/env python3
"""Checks that tcpdump and tshark can read the file that a killed `live -w` leaves.

    sudo analyzer/measure/kills.py [TIMES]      # 50

Each time, a steady load is recorded. At a random time within two seconds after the first packets have reached the file, the
process is killed with SIGKILL. Both programs must read the file without complaints and find the same number of packets, and
no more than the last second may be missing.
"""

import random
import re
import subprocess
import sys
import threading
import time

from lab import Lab, end

MOST_S = 2
RATE = 3000


def read(*words):
    """Returns the lines that a reader prints, one per packet; None if it fails or reports damage."""
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True)
    complaint = re.search(r"truncated|cut short|damaged|corrupt|malformed", done.stderr, re.I)
    if done.returncode or complaint:
        print(f"{words[0]}: {done.stderr.strip()}", flush=True)
        return None
    return done.stdout.splitlines()


def main():
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    readable = 0
    whole = 0
    with Lab() as lab:
        for i in range(times):
            file = lab.folder / f"killed{i}.pcapng"
            live, _ = lab.live("-i", "lo", "-q", "-w", file, stdout=subprocess.DEVNULL)
            load = threading.Thread(target=lab.send, args=("127.0.0.1", 1060, 1, RATE * 2 * MOST_S, RATE))
            load.start()
            while file.stat().st_size < 4096:
                time.sleep(0.01)
            time.sleep(random.uniform(0, MOST_S))
            killed_at = time.time()
            end(live)
            load.join()
            by_tcpdump = read("tcpdump", "-ttnr", file)
            by_tshark = read("tshark", "-nr", file, "-T", "fields", "-e", "frame.time_epoch")
            same = by_tcpdump is not None and by_tshark is not None and len(by_tcpdump) == len(by_tshark) > 0
            lacking = killed_at - float(by_tshark[-1]) if same else float("inf")
            readable += same
            whole += lacking < 1
            packets = len(by_tshark) if same else "unreadable, or no"
            print(f"{i + 1}: {packets} packets, the last one {lacking:.3f} s before the kill", flush=True)
            file.unlink()
    print(f"{readable} of {times} readable, {whole} with less than a second missing")
    sys.exit(min(readable, whole) != times)


main()
