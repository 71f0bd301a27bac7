#!/usr/bin/env python3
"""Measures how often `live` identifies a program that sends one datagram to a closed port and ends within a millisecond.

    sudo analyzer/measure/short_lives.py [PROGRAMS]      # 1 000 of each kind

Prints for each kind of program: the errors whose verdict is what the kernel did, those of them where the kernel was seen to do
it, those with the verdict "unknown", those with a wrong verdict, those whose process is named, and those with a delivery event
that says what became of them: told by a receive, closed, or nobody's. First as root, then with only CAP_NET_RAW and
CAP_NET_ADMIN.
"""

import collections
import json
import signal
import subprocess
import sys

from lab import HERE, UDPBOUNCE, Lab, end, run

RIGHT = {"connected": "told", "received": "told", "unconnected": "never_told", "recverr": "queued"}
DELIVERED = {"connected": "closed", "received": "receive", "unconnected": "nobody", "recverr": "closed"}
TWO_RIGHTS = "+net_raw,+net_admin"
# An ordinary user (nobody) with two capabilities.
UNPRIVILEGED = [
    "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
    f"--inh-caps={TWO_RIGHTS}", f"--ambient-caps={TWO_RIGHTS}",
]  # fmt: skip


def measure(lab, once, kind, programs, rights):
    out = lab.folder / "live.ndjson"
    with out.open("wb") as to:
        live, errors = lab.start(*rights, UDPBOUNCE, "live", "-i", "lo", "-T", "ndjson", ready="listening on", stdout=to)
    # One shell starts all programs, so that each start is cheap.
    subprocess.run(lab.command("sh", "-c", f"for i in $(seq {programs}); do {once} {kind} 1060; done"), check=True)
    end(live, signal.SIGTERM)
    found = [json.loads(line)["icmp_error"] for line in out.open() if '"icmp_error"' in line[:60]]
    deliveries = [json.loads(line)["delivery"] for line in out.open() if '"delivery"' in line[:60]]
    verdicts = collections.Counter(error["verdict"] for error in found)
    named = sum(error.get("process", {}).get("name") == "once" for error in found)
    right = verdicts[RIGHT[kind]]
    observed = sum(error["verdict"] == RIGHT[kind] and error["verdict_from"] == "kernel" for error in found)
    delivered = len({each.get("error_pcap_cnt") for each in deliveries if each["by"] == DELIVERED[kind]})
    wrong = len(found) - right - verdicts["unknown"]
    print(kind, len(found), right, observed, verdicts["unknown"], wrong, named, delivered, sep="\t", flush=True)


def main():
    programs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with Lab() as lab:
        lab.folder.chmod(0o755)
        once = lab.folder / "once"
        run("gcc", "-O2", "-o", once, HERE / "once.c")
        for name, rights in (("root", []), ("two capabilities", UNPRIVILEGED)):
            print(f"# {name}\nkind\terrors\tright\tobserved\tunknown\twrong\tnamed\tdelivered")
            for kind in RIGHT:
                measure(lab, once, kind, programs, rights)


main()
