#!/usr/bin/env python3
"""Tries the most important attacks and failures on an installed command.

Prints a line for each: held or not held, and figures.

    sudo analyzer/measure/dangers.py [--analyzer CMD] [NAME...]      # all of them

Needs jcmd and util-linux in addition to what the other scripts need. Takes three minutes. Exit status 1 if anything did not
hold.
"""

import argparse
import ctypes
import json
import os
import pathlib
import re
import resource
import signal
import socket
import stat
import struct
import subprocess
import sys
import time

from forged import MOST_MIB, Forged
from lab import HERE, UDPBOUNCE, Lab, run

NOBODY = "nobody"
PATIENCE = 60
DESCRIPTORS = 100
FILES = 10_000
HEAP_MIB = 256
SURROUNDINGS = HERE.parent / "cli/src/test/resources/dev/udpbounce/kernel/trace/surroundings.c"
# Differences that a tracer cannot avoid, see docs/run.md.
OF_A_TRACE = ("TracerPid", "Seccomp")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def finish(process):
    """Ends a capture. Returns its exit status, or None if it does not end."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return None


class InNamespace:
    """Within the with statement, this process creates its sockets in the namespace of the lab."""

    def __init__(self, lab):
        self.target = os.open(f"/run/netns/{lab.home}", os.O_RDONLY)
        self.own = os.open("/proc/self/ns/net", os.O_RDONLY)

    @staticmethod
    def enter(namespace):
        if ctypes.CDLL(None, use_errno=True).setns(namespace, 0) != 0:
            raise OSError(ctypes.get_errno(), "setns")

    def __enter__(self):
        self.enter(self.target)

    def __exit__(self, *_):
        self.enter(self.own)
        os.close(self.own)
        os.close(self.target)


def ask(port, text):
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(text.encode())
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer.decode(errors="replace")


def abort(port, text):
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    connection.sendall(text.encode())
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def metrics(lab):
    """Aborted and incomplete requests leak no descriptors and block no scrape."""
    live, errors = lab.live("-i", "lo", "-q", "--metrics", ":0", stdout=subprocess.DEVNULL)
    port = int(re.search(r"metrics at http://\S+:(\d+)/", errors.read_text())[1])
    get = "GET /metrics HTTP/1.1\r\nHost: a\r\nAccept: application/vnd.google.protobuf\r\nConnection: close\r\n\r\n"
    with InNamespace(lab):
        ask(port, get)
        before = descriptors(live.pid)
        for i in range(300):
            abort(port, get if i % 2 else "GET /met")
        time.sleep(6)
        after = descriptors(live.pid)
        half = [socket.create_connection(("127.0.0.1", port)) for _ in range(15)]
        for each in half:
            each.sendall(b"GET /met")
        begun = time.monotonic()
        scraped = ask(port, get)
        took = time.monotonic() - begun
        posted = ask(port, get.replace("GET", "POST"))
        for each in half:
            each.close()
    finish(live)
    statuses = scraped.split(" ")[1], posted.split(" ")[1]
    quiet = "\tat " not in errors.read_text()
    held = after <= before + 1 and took < 5 and statuses == ("200", "405") and quiet
    return held, f"descriptors {before} and {after}, a scrape beside 15 incomplete ones {took:.2f} s, statuses {statuses}"


def rights(lab):
    """After rights are dropped, no thread has a capability, and the user nobody cannot load code into the process."""
    live, _ = lab.live("-i", "lo", "-q", "-Z", NOBODY, stdout=subprocess.DEVNULL)
    time.sleep(1)
    threads = list(pathlib.Path(f"/proc/{live.pid}/task").iterdir())
    with_rights = 0
    for thread in threads:
        fields = dict(line.split(":", 1) for line in (thread / "status").read_text().splitlines())
        sets = [int(fields[each], 16) for each in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")]
        with_rights += any(sets) or fields["NoNewPrivs"].strip() != "1" or "0" in fields["Uid"].split()
    attach = ["setpriv", "--reuid", NOBODY, "--regid", "nogroup", "--clear-groups", "jcmd", str(live.pid), "VM.version"]
    attached = subprocess.run(attach, capture_output=True, timeout=PATIENCE).returncode == 0
    finish(live)
    return with_rights == 0 and not attached, (
        f"{with_rights} of {len(threads)} threads with rights, jcmd {'attached' if attached else 'refused'}"
    )


def planted(lab):
    """Files, links and FIFOs planted under the next names of a rotation get no packets and do not block the capture."""
    folder = lab.folder / "planted"
    folder.mkdir()
    file = folder / "w.pcapng"
    os.mkfifo(folder / "w.pcapng1", 0o666)
    target = lab.folder / "target"
    (folder / "w.pcapng3").symlink_to(target)
    eavesdroppers = [open(each, "wb") for each in (folder / "w.pcapng2", target)]
    for each in eavesdroppers:
        os.fchmod(each.fileno(), 0o666)
    live, _ = lab.live("-i", "lo", "-q", "-w", file, "-C", "1", stdout=subprocess.DEVNULL)
    lab.send("127.0.0.1", 1060, 1, 20_000, 10_000)
    time.sleep(1)
    status = finish(live)
    ours = [each for each in folder.iterdir() if stat.S_ISREG(each.lstat().st_mode) and each.stat().st_size > 0]
    modes = {oct(each.stat().st_mode & 0o777) for each in ours}
    leaked = sum(os.fstat(each.fileno()).st_size > 0 for each in eavesdroppers)
    # Skipped names are reported, and the exit status shows it.
    return status == 3 and leaked == 0 and modes == {"0o600"} and len(ours) > 2, (
        f"status {status}, {len(ours)} files of modes {modes}, {leaked} planted ones written"
    )


def unopened(lab):
    """If the next file cannot be opened, every packet that is in no file is reported."""
    folder = lab.folder / "unopened"
    folder.mkdir()
    os.chmod(folder, 0o777)
    file = folder / "w.pcapng"
    live, errors = lab.live(
        "-i", "lo", "-T", "json", "-Z", NOBODY, "-w", file, "-C", "1", "-q", stdout=subprocess.PIPE
    )
    time.sleep(0.5)
    os.chmod(folder, 0o555)
    lab.send("127.0.0.1", 1060, 1, 20_000, 10_000)
    time.sleep(1)
    live.send_signal(signal.SIGTERM)
    seen = json.loads(live.communicate(timeout=PATIENCE)[0])["summary"]["packets"]
    missing = sum(map(int, re.findall(r"(\d+) packets (?:before this file )?are in no file", errors.read_text())))
    written = sum(
        int(subprocess.run(["tcpdump", "-nr", each, "--count"], capture_output=True, text=True).stdout.split(" ")[0])
        for each in folder.iterdir()
    )
    return live.returncode == 3 and missing > 0 and written + missing == seen, (
        f"status {live.returncode}, {seen} packets are {written} in files and {missing} reported to be in none"
    )


def pcap(number):
    """Returns a capture of one datagram and its error, with link type raw IPv4."""

    def packet(protocol, payload):
        return struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(payload), 7, 0x4000, 64, protocol, 0, 1, 2) + payload

    sent = packet(17, struct.pack(">HHHHI", 1000 + number % 50_000, 1060, 12, 0, number))
    records = (sent, 0), (packet(1, struct.pack(">BBHI", 3, 3, 0, 0) + sent), 50)
    return struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101) + b"".join(
        struct.pack("<IIII", 1_000_000 + number, at, len(each), len(each)) + each for each, at in records
    )


def files(lab):
    """10 000 files can be read with little memory and few descriptors."""
    folder = lab.folder / "files"
    folder.mkdir()
    for i in range(FILES):
        (folder / f"c{i:05}.pcap").write_bytes(pcap(i))
    done = subprocess.run(
        [lab.analyzer, "read", "-q", "-T", "json", folder],
        capture_output=True,
        text=True,
        env={**os.environ, "UDPBOUNCE_JAVA_OPTS": f"-Xmx{HEAP_MIB}m"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS)),
    )
    summary = json.loads(done.stdout)["summary"] if done.returncode == 0 else {}
    counts = summary.get("packets"), summary.get("udp_sends"), summary.get("exact", 0) + summary.get("tuple", 0)
    return counts == (2 * FILES, FILES, FILES), f"status {done.returncode}, {counts} packets, datagrams, matched errors"


def forged(lab):
    """A flood of forged errors neither exhausts memory nor affects the traced command."""
    attacked = Forged(lab, "run", "text")
    count, took = attacked.flood(10, 150_000)
    result = attacked.finish(count)
    held = result.faults == 0 and result.unharmed and result.largest < MOST_MIB
    return held, f"{count} errors at {count / took:.0f} a second, {result}"


def surroundings(lab):
    """A command sees the same with `run` as without it, apart from OF_A_TRACE."""
    program = lab.folder / "surroundings"
    run("gcc", "-O2", "-w", "-o", program, SURROUNDINGS)
    environment = {**os.environb, b"LC_ALL": b"C", b"NAME": "é".encode(), b"NO-NAME": b"1", b"\xff": b"\xfe"}
    environment.pop(b"PWD", None)
    seen = []
    for words in ([], [str(lab.analyzer), "run", "-o", str(lab.folder / "none.txt"), "--"]):
        reading, writing = os.pipe()
        with open("/dev/null", "rb+") as null:
            subprocess.run(
                [*words, program, str(writing), "é".encode(), b"\xff \\ '"],
                stdin=null,
                stdout=null,
                stderr=null,
                env=environment,
                pass_fds=(writing,),
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (256, 4096)),
                timeout=PATIENCE,
            )
        os.close(writing)
        with open(reading, "rb") as lines:
            seen.append({line for line in lines.read().decode(errors="replace").splitlines()})
    bare, traced = (
        {re.sub(r"pipe:\[\d+\]", "pipe", line) for line in each if not any(word in line for word in OF_A_TRACE)}
        for each in seen
    )
    different = [f"- {line}" for line in sorted(bare - traced)] + [f"+ {line}" for line in sorted(traced - bare)]
    return bare and not different, f"{len(bare)} facts, different: {different[:8]}"


DANGERS = (metrics, rights, planted, unopened, files, forged, surroundings)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--analyzer", default=UDPBOUNCE)
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(each.__name__ for each in DANGERS))
    asked = options.parse_args()
    failed = 0
    for danger in DANGERS:
        if asked.names and danger.__name__ not in asked.names:
            continue
        with Lab(asked.analyzer) as lab:
            os.chmod(lab.folder, 0o755)
            try:
                held, figures = danger(lab)
            except (OSError, SystemExit, ValueError, subprocess.SubprocessError) as fault:
                held, figures = False, f"could not be tried: {fault!r}"
        failed += not held
        print(f"{danger.__name__}: {'held' if held else 'NOT HELD'}: {figures}", flush=True)
    sys.exit(failed > 0)


main()
