#!/usr/bin/env python3
"""Measures the effect of forged errors about the flow of a program that keeps sending: memory, counts, the program itself.

    sudo analyzer/measure/forged.py [--analyzer CMD] [--only COMMAND FORMAT] [SECONDS [RATE]]      # 60, 150000

Runs `live` and `run` with text, json and ndjson. Prints a row for each: forged errors, rate that was reached, largest resident
memory in MiB, packets dropped by the kernel, number of wrong counts, and whether the program ended unharmed. The packets seen
and the packets dropped must add up to the packets sent; if none was dropped, every error must be in the totals.
"""

import argparse
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
from typing import NamedTuple

from lab import UDPBOUNCE, Lab, end

SOURCE, PORT = 5353, 1060
STATUS = 7
MOST_MIB = 400
PATIENCE = 60


def largest_mib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024


class Result(NamedTuple):
    """Largest resident memory in MiB, packets dropped by the kernel, wrong counts, whether the program ended unharmed."""

    largest: int
    dropped: int
    faults: int
    unharmed: bool


class Forged:
    """A command of the analyzer, and the program whose flow is forged."""

    def __init__(self, lab, command, form):
        self.lab, self.form = lab, form
        self.output = lab.folder / f"{command}.{form}"
        self.errors = lab.folder / f"{command}.{form}.err"
        words = [lab.analyzer, command, "-T", form]
        lab.build("forger")
        lab.build("steady")
        run = command == "run"
        victim = [lab.folder / "steady", SOURCE, PORT]
        with self.output.open("wb") as output, self.errors.open("wb") as errors:
            streams = {"stdin": subprocess.PIPE, "text": True}
            if run:
                # run writes its timeline to standard error; standard output is the program's.
                self.process = subprocess.Popen(
                    lab.command(*words, "--", *victim), stdout=subprocess.PIPE, stderr=output, **streams
                )
                self.victim = self.process
            else:
                self.process = subprocess.Popen(lab.command(*words, "-i", "lo"), stdout=output, stderr=errors)
                self.wait_for("listening on")
                self.victim = subprocess.Popen(lab.command(*victim), stdout=subprocess.PIPE, **streams)
        lab.callback(end, self.process)
        lab.callback(end, self.victim)
        if self.victim.stdout.readline() != "ready\n":
            raise SystemExit(f"{command} does not start: {self.output.read_text()}")

    def wait_for(self, text):
        until = time.monotonic() + PATIENCE
        while text not in self.errors.read_text():
            if time.monotonic() > until or self.process.poll() is not None:
                raise SystemExit(f"the analyzer does not start: {self.errors.read_text()}")
            time.sleep(0.01)

    def flood(self, seconds, rate):
        """Sends forged errors. Returns their number, and the seconds that it took."""
        words = self.lab.command(self.lab.folder / "forger", SOURCE, PORT, int(rate * seconds), rate)
        said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        forged, took = re.match(r"(\d+) errors in ([\d.]+) s", said).groups()
        return int(forged), float(took)

    def finish(self, forged):
        """Ends the program, then the analyzer. Returns the Result."""
        time.sleep(1)
        largest = largest_mib(self.process.pid)
        said, _ = self.victim.communicate("", timeout=PATIENCE)
        status = self.victim.returncode
        if self.victim is not self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)
        packets, sends, errors, dropped = self.summary()
        self.output.unlink()
        counts = re.match(r"(\d+) sent, (\d+) refused, (\d+) others", said)
        sent = int(counts[1]) if counts else 0
        faults = (packets + dropped != forged + 2 * sent) + (
            dropped == 0 and (sends != sent or errors != forged + sent)
        )
        unharmed = counts is not None and counts[3] == "0" and status == STATUS
        return Result(largest, dropped, faults, unharmed)

    def summary(self):
        """Returns the numbers of packets, datagrams, errors and drops from the summary."""
        if self.form == "text":
            text = self.output.read_bytes()[-100_000:].decode() + self.errors.read_text()
            line = text[text.rindex(" packets, ") - 12 :]
            wanted = (r"(\d+) packets", r"(\d+) sends", r"(\d+) errors", r"(\d+) dropped")
            return [int(re.search(each, line)[1]) for each in wanted]
        lines = self.output.read_bytes()[-1_000_000:].decode().splitlines()
        at = next(line for line in reversed(lines) if '"summary":' in line)
        summary = json.JSONDecoder().raw_decode(at[at.index('"summary":') + len('"summary":') :])[0]
        errors = summary["icmp_errors"]
        return summary["packets"], summary["udp_sends"], errors, summary["dropped"]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--analyzer", default=UDPBOUNCE)
    options.add_argument("seconds", nargs="?", type=float, default=60)
    options.add_argument("rate", nargs="?", type=int, default=150_000)
    options.add_argument("--only", nargs=2, metavar=("COMMAND", "FORMAT"))
    asked = options.parse_args()
    wrong = 0
    print("command", "forged", "rate", "MiB", "dropped", "wrong counts", "program", sep="\t")
    with Lab(asked.analyzer) as lab:
        for command in ("run", "live"):
            for form in ("text", "json", "ndjson"):
                if asked.only and asked.only != [command, form]:
                    continue
                attacked = Forged(lab, command, form)
                forged, took = attacked.flood(asked.seconds, asked.rate)
                result = attacked.finish(forged)
                row = (f"{command} {form}", forged, f"{forged / took:.0f}", *result[:3])
                print(*row, "unharmed" if result.unharmed else "HARMED", sep="\t", flush=True)
                wrong += result.faults + (not result.unharmed) + (result.largest >= MOST_MIB)
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
