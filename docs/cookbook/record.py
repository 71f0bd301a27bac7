#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plays the problems of docs/cookbook.md and puts what udpbounce prints into it.

    sudo docs/cookbook/record.py [NAME...]        # all; else those recipes alone

Makes a client, a router and a server in network namespaces of their own, and removes them. The output of a recipe stands in
the page between <!-- NAME --> and <!-- end -->. Needs iproute2, nftables, tcpdump, jq, a JDK and Python.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
UDPBOUNCE = HERE.parent.parent / "analyzer/bin/udpbounce"
PAGE = HERE.parent / "cookbook.md"
COLUMNS = "100"
PATIENCE = 60


def sh(command):
    subprocess.run(command, shell=True, check=True, executable="/bin/bash")


class Network:
    """client 10.77.1.2 -- 10.77.1.1 router 10.77.2.1 -- 10.77.2.2 server"""

    NAMES = ("client", "router", "server")

    def __enter__(self):
        self.__exit__()
        for name in self.NAMES:
            sh(f"ip netns add cook-{name}; ip -n cook-{name} link set lo up")
        for host, net, name in (("client", 1, "c0"), ("server", 2, "s0")):
            sh(
                f"ip -n cook-{host} link add {name} type veth peer name r{net} netns cook-router;"
                f"ip -n cook-{host} addr add 10.77.{net}.2/24 dev {name};"
                f"ip -n cook-router addr add 10.77.{net}.1/24 dev r{net};"
                f"ip -n cook-{host} link set {name} up; ip -n cook-router link set r{net} up;"
                f"ip -n cook-{host} route add default via 10.77.{net}.1"
            )
        sh("ip netns exec cook-router sysctl -qw net.ipv4.ip_forward=1")
        return self

    def __exit__(self, *_):
        for name in self.NAMES:
            subprocess.run(f"ip netns del cook-{name}", shell=True, stderr=subprocess.DEVNULL, check=False)


def inside(name, command):
    return ["ip", "netns", "exec", f"cook-{name}", "bash", "-c", command]


def environment(folder):
    path = f"{folder}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "COLUMNS": COLUMNS}


def output(folder, name, command):
    """What a command prints, standard error included."""
    done = subprocess.run(
        inside(name, command), cwd=folder, env=environment(folder), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=PATIENCE, check=False,
    )
    return done.stdout


class Started:
    """A program that runs beside; ended by SIGINT at the end."""

    def __init__(self, folder, name, command, until):
        self.file = tempfile.TemporaryFile("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            inside(name, f"exec {command}"), cwd=folder, env=environment(folder), stdin=subprocess.DEVNULL,
            stdout=self.file, stderr=subprocess.STDOUT,
        )
        end = time.monotonic() + PATIENCE
        while until not in self.text() and time.monotonic() < end:
            time.sleep(0.05)

    def text(self):
        self.file.seek(0)
        return self.file.read()

    def finish(self):
        time.sleep(1)
        subprocess.run(["kill", "-INT", str(self.process.pid)], check=False)
        self.process.wait(PATIENCE)
        return self.text()


def captured(folder, name, interface, file, program):
    """Runs a program while tcpdump captures."""
    tcpdump = Started(folder, name, f"tcpdump -i {interface} -U -w {file} 'udp or icmp'", "listening")
    output(folder, name, program)
    tcpdump.finish()


PROGRAMS = {
    "statsd.py": """
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("127.0.0.1", 8125))
for i in range(4):
    try:
        s.send(b"requests:1|c")
    except OSError as e:
        print(e)
    time.sleep(0.01)
""",
    "resolver.py": """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(1)
s.sendto(bytes.fromhex("abcd01000001000000000000") + b"\\7example\\3org\\0\\0\\1\\0\\1", ("10.77.2.2", 53))
try:
    s.recvfrom(512)
except TimeoutError:
    print("timed out")
""",
    "proxy.py": """
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("10.77.2.2", 9001))    # this backend is down
s.send(b"to the first")
time.sleep(0.1)
s.connect(("10.77.2.2", 9002))    # this one works
try:
    s.send(b"to the second")
except OSError as e:
    print(e)
""",
    "backend.py": """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("10.77.2.2", 9002))
print("ready", flush=True)
while True:
    s.recv(2048)
""",
    "quic.py": """
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, 10, 3)    # IP_MTU_DISCOVER, IP_PMTUDISC_PROBE: as QUIC and WireGuard probe
for size in (1200, 1350, 1350):
    s.sendto(b"x" * size, ("10.77.2.2", 9002))
    time.sleep(0.01)
""",
    "rtp.py": """
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(8):
    s.sendto(b"\\x80\\0" + bytes([0, i]) + b"x" * 160, ("10.77.2.2", 5004))
    time.sleep(0.1)
""",
    "phone.py": """
import socket, time
time.sleep(0.35)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("10.77.2.2", 5004))
while True:
    data, peer = s.recvfrom(2048)
    s.sendto(b"\\x80\\xc9", peer)
""",
    "Beacon.java": """
import java.net.*;
class Beacon {
    public static void main(String[] a) throws Exception {
        try (DatagramSocket s = new DatagramSocket()) {
            s.connect(new InetSocketAddress("127.0.0.1", 4000));
            s.setSoTimeout(1000);
            s.send(new DatagramPacket(new byte[] {1}, 1));
            s.receive(new DatagramPacket(new byte[9], 9));
        } catch (PortUnreachableException e) {
            System.out.println(e);
        }
    }
}
""",
    "one.py": """
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
try:
    s.sendto(b"hello", (sys.argv[1], 9000))
except OSError as e:
    print(e)
""",
    "late.py": """
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("10.77.1.99", 9000))
s.send(b"hello")
s.settimeout(5)
try:
    s.recv(9)
except OSError as e:
    print(e)
""",
    "many.py": """
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for port in (9100, 9101):
    for i in range(6):
        s.sendto(b"hello", ("10.77.2.2", port))
""",
    "test.sh": """
python3 resolver.py
""",
}


def statsd(folder):
    return output(folder, "client", "udpbounce run -- python3 statsd.py")


def resolver(folder):
    return output(folder, "client", "udpbounce run -- python3 resolver.py")


def proxy(folder):
    backend = Started(folder, "server", "python3 backend.py", "ready")
    text = output(folder, "client", "udpbounce run -- python3 proxy.py")
    backend.finish()
    return text


def mtu(folder):
    sh("ip -n cook-router link set r2 mtu 1280; ip -n cook-server link set s0 mtu 1280")
    backend = Started(folder, "server", "python3 backend.py", "ready")
    captured(folder, "client", "c0", "quic.pcap", "python3 quic.py")
    backend.finish()
    sh("ip -n cook-router link set r2 mtu 1500; ip -n cook-server link set s0 mtu 1500")
    return output(folder, "client", "udpbounce read quic.pcap")


def syslog(folder):
    return output(folder, "client", "udpbounce run -- logger -n 10.77.2.2 -P 514 -d 'the disk is full'")


def rtp(folder):
    phone = Started(folder, "server", "python3 -c 'print(\"ready\", flush=True); exec(open(\"phone.py\").read())'", "ready")
    captured(folder, "client", "c0", "call.pcap", "python3 rtp.py")
    phone.finish()
    return output(folder, "client", "udpbounce read call.pcap")


def java(folder):
    sh(f"cd {folder} && javac Beacon.java")
    return output(folder, "client", "udpbounce run -- java -XX:TieredStopAtLevel=1 Beacon")


def firewall(folder):
    sh("ip netns exec cook-client nft add table ip f; "
       "ip netns exec cook-client nft add chain ip f out '{ type filter hook output priority 0; }'; "
       "ip netns exec cook-client nft add rule ip f out udp dport 9000 reject with icmp admin-prohibited")
    text = output(folder, "client", "udpbounce run -- python3 one.py 10.77.2.2")
    sh("ip netns exec cook-client nft delete table ip f")
    return text


def neighbour(folder):
    return output(folder, "client", "udpbounce run -- python3 late.py")


def container(folder):
    live = Started(folder, "router", "udpbounce live -i r1", "listening on")
    output(folder, "client", "python3 resolver.py")
    return live.finish()


def silence(folder):
    sh("ip netns exec cook-server nft add table ip f; "
       "ip netns exec cook-server nft add chain ip f in '{ type filter hook input priority 0; }'; "
       "ip netns exec cook-server nft add rule ip f in udp dport 9100 drop")
    captured(folder, "client", "c0", "silence.pcap", "python3 many.py")
    sh("ip netns exec cook-server nft delete table ip f")
    return output(
        folder, "client",
        "udpbounce read --all -T ndjson silence.pcap | jq -r 'select(.event_type == \"udp_send\")"
        " | \"\\(.dest_port) \\(.udp_send.outcome)\"' | sort | uniq -c",
    )


def untold(folder):
    return output(folder, "client", "udpbounce run -q --fail-on untold -- sh test.sh; echo \"exit status $?\"")


RECIPES = [statsd, resolver, proxy, mtu, syslog, rtp, java, firewall, neighbour, container, silence, untold]


def put(page, name, text):
    """The page with the output of a recipe in its place."""
    place = re.compile(rf"(<!-- {name} -->\n```\n).*?(```\n<!-- end -->)", re.S)
    if not place.search(page):
        sys.exit(f"{PAGE}: there is no place for {name}")
    return place.sub(lambda match: match[1] + text.rstrip() + "\n" + match[2], page)


def main():
    wanted = sys.argv[1:] or [recipe.__name__ for recipe in RECIPES]
    page = PAGE.read_text(encoding="utf-8")
    with Network(), tempfile.TemporaryDirectory() as folder:
        for name, program in PROGRAMS.items():
            pathlib.Path(folder, name).write_text(program.lstrip(), encoding="utf-8")
        os.symlink(UDPBOUNCE, pathlib.Path(folder, "udpbounce"))
        for recipe in RECIPES:
            if recipe.__name__ in wanted:
                text = recipe(folder)
                print(f"== {recipe.__name__}\n{text}", flush=True)
                page = put(page, recipe.__name__, text)
    PAGE.write_text(page, encoding="utf-8")


main()
