"""The network namespace in which the scripts of this folder run the built program. Needs root."""

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
    """A temporary folder, a namespace whose lo is up, and the compiled sender, for the duration of the with statement."""

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
        """Compiles a C program of this folder. Returns its path."""
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
        # Unlike "ip netns exec", nsenter keeps the mounts, and with them the cgroups to which live attaches BPF programs.
        return ["nsenter", f"--net=/run/netns/{self.home}", *map(str, words)]

    def send(self, host, port, ports, count, rate=0, per_socket=0):
        """Runs the sender until it ends. Returns the number of datagrams sent, and the seconds that it took."""
        words = self.command(self.sender, host, port, ports, count, rate, per_socket)
        said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        sent, seconds = re.match(r"(\d+) datagrams in ([\d.]+) s", said).groups()
        return int(sent), float(seconds)

    def start(self, *words, ready, **popen):
        """Starts a command in the namespace, see `start_here`."""
        return self.start_here(*self.command(*words), ready=ready, **popen)

    def start_here(self, *words, ready, **popen):
        """Starts a command, and waits until its standard error contains `ready`.

        Returns the process and the path of its standard error.
        """
        errors = self.folder / f"err{time.monotonic_ns()}"
        with errors.open("wb") as to:
            process = subprocess.Popen([str(word) for word in words], stderr=to, **popen)
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
    """Ends a process if it still runs. Returns its exit status."""
    if process.poll() is None:
        process.send_signal(by)
    return process.wait()
