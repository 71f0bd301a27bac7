"""A network namespace of its own in which the built program captures; for the measurements of this folder. Needs root."""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
UDPBOUNCE = HERE.parent / "bin" / "udpbounce"


class Lab(contextlib.ExitStack):
    """A folder for files, a namespace whose lo is up, and the C sender; all go at the end."""

    def __init__(self, analyzer=UDPBOUNCE):
        super().__init__()
        self.analyzer = analyzer

    def __enter__(self):
        super().__enter__()
        self.folder = pathlib.Path(self.enter_context(tempfile.TemporaryDirectory(prefix="udpbounce-")))
        self.home = self.namespace("a")
        self.sender = self.build("sender")
        return self

    def build(self, name):
        """Compiles a C program of this folder; returns its path."""
        program = self.folder / name
        run("gcc", "-O2", "-o", program, HERE / f"{name}.c")
        return program

    def namespace(self, suffix):
        name = f"measure{os.getpid()}{suffix}"
        run("ip", "netns", "add", name)
        self.callback(run, "ip", "netns", "del", name)
        run("ip", "-n", name, "link", "set", "lo", "up")
        return name

    def command(self, *words):
        # Unlike "ip netns exec", this leaves the mounts alone, and so the cgroups where sockets are noted.
        return ["nsenter", f"--net=/run/netns/{self.home}", *map(str, words)]

    def send(self, host, port, ports, count, rate=0, per_socket=0):
        """Sends to the end; returns how many were sent, and in how many seconds."""
        words = self.command(self.sender, host, port, ports, count, rate, per_socket)
        said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        sent, seconds = re.match(r"(\d+) datagrams in ([\d.]+) s", said).groups()
        return int(sent), float(seconds)

    def start(self, *words, ready, **popen):
        """Starts a command, and waits until its standard error says that it is ready."""
        errors = self.folder / f"err{time.monotonic_ns()}"
        with errors.open("wb") as to:
            process = subprocess.Popen(self.command(*words), stderr=to, **popen)
        self.callback(end, process)
        while ready not in (said := errors.read_text()):
            if process.poll() is not None:
                raise SystemExit(f"{words[0]} has ended: {said}")
            time.sleep(0.002)
        return process, errors

    def live(self, *options, **popen):
        return self.start(self.analyzer, "live", *options, ready="listening on", **popen)


def run(*words):
    subprocess.run([str(word) for word in words], check=True, stdin=subprocess.DEVNULL)


def end(process, by=signal.SIGKILL):
    """Ends a process that still runs; returns its status."""
    if process.poll() is None:
        process.send_signal(by)
    return process.wait()
