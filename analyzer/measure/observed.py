#!/usr/bin/env python3
"""Compares what `live` sees of the delivery of errors with what strace shows of real programs behind a router.

    sudo analyzer/measure/observed.py [ERRORS]      # of the Python program; 10 000

The programs run in a network namespace, behind the bridge of a second one, which masquerades them and in which `live` captures;
the closed ports are in a third one. Each program runs under strace: Python with four threads, Java, unbound, and dnsmasq, whose
socket is not connected. Prints, for each of them and each way in which a call returns an error, how often strace shows it and
how often `live` saw it; then the errors, and what became of them. Exit status 1 if anything differs, if an error of a connected
socket has no observed verdict, or if the events, the summary and the metrics do not agree.
"""

import collections
import json
import re
import signal
import subprocess
import sys
import time

from lab import Lab, end, run

WAYS = ("receive", "send", "so_error", "error_queue", "closed", "nobody")
CLIENT, ROUTER, UPLINK, SERVER = "10.70.0.2", "10.70.0.1", "192.0.2.1", "192.0.2.2"
THREADS = 4
CLOSED = 1060
UNCONNECTED = 1090
SERVING = 5300

PYTHON = f"""
import random, select, socket, sys, threading
def work(seed):
    choose = random.Random(seed)
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(2)
    s.connect(("{SERVER}", {CLOSED} + seed))
    waiting = select.poll()
    waiting.register(s, select.POLLIN)
    for _ in range(int(sys.argv[1])):
        s.send(b"x" * choose.randrange(100))
        waiting.poll(2000)
        way = choose.randrange(3)
        try:
            if way == 0: s.recv(10)
            elif way == 1: s.send(b"lost")
            else: s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        except ConnectionRefusedError:
            pass
for thread in [threading.Thread(target=work, args=[seed]) for seed in range({THREADS})]:
    thread.start()
"""

JAVA = f"""
import java.net.*;
public class Asks {{
    public static void main(String[] arguments) throws Exception {{
        DatagramSocket socket = new DatagramSocket();
        socket.setSoTimeout(2000);
        socket.connect(new InetSocketAddress("{SERVER}", {CLOSED + 10}));
        DatagramPacket answer = new DatagramPacket(new byte[10], 10);
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {{
            try {{
                socket.send(new DatagramPacket(new byte[] {{1, 2, 3}}, 3));
                socket.receive(answer);
            }} catch (PortUnreachableException | SocketTimeoutException expected) {{
            }}
        }}
    }}
}}
"""

UNBOUND = f"""server:
  interface: 127.0.0.1@{SERVING}
  do-daemonize: no
  use-syslog: no
  username: ""
  chroot: ""
  directory: "%s"
  pidfile: ""
  module-config: "iterator"
  do-ip6: no
  num-threads: 1
remote-control:
  control-enable: no
forward-zone:
  name: "."
  forward-addr: {SERVER}@{CLOSED + 20}
"""

CALLS = {
    "receive": re.compile(r"(?:recvfrom|recvmsg|recvmmsg|read|readv)\((?!.*MSG_ERRQUEUE).* = -1 ECONNREFUSED"),
    "send": re.compile(r"(?:sendto|sendmsg|sendmmsg|write|writev)\(.* = -1 ECONNREFUSED"),
    "so_error": re.compile(r"getsockopt\(.*SO_ERROR,\s*\[ECONNREFUSED\]"),
    "error_queue": re.compile(r"recvmsg\(.*IP_RECVERR.*MSG_ERRQUEUE.* = \d"),
}


def main():
    errors = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with Lab() as lab:
        router, server = lab.namespace("r"), lab.namespace("s")
        connect(lab.home, router, server)
        metrics, out = lab.folder / "metrics", lab.folder / "live.ndjson"
        with out.open("wb") as to:
            words = ["nsenter", f"--net=/run/netns/{router}", str(lab.analyzer), "live", "-i", "any", "-T", "ndjson"]
            live, said = lab.start_here(*words, "--metrics", metrics, ready="listening on", stdout=to)
        truth = {name: play(lab, name, command, asks) for name, command, asks in programs(lab, errors)}
        time.sleep(1)
        end(live, signal.SIGTERM)
        print(said.read_text(), end="", file=sys.stderr)
        with out.open() as lines:
            events = [json.loads(line) for line in lines]
        faults = compare(truth, events) + agree(events, metrics.read_text(), errors)
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults")
    raise SystemExit(1 if faults else 0)


def connect(client, router, server):
    """Joins the client to a bridge of the router, and the router to the server, which it hides the client from."""
    for name, inner, outer in ((client, "c0", "c1"), (server, "s0", "s1")):
        run("ip", "-n", name, "link", "add", inner, "type", "veth", "peer", outer, "netns", router)
        run("ip", "-n", name, "link", "set", inner, "up")
        run("ip", "-n", router, "link", "set", outer, "up")
    run("ip", "-n", router, "link", "add", "br0", "type", "bridge")
    run("ip", "-n", router, "link", "set", "c1", "master", "br0")
    run("ip", "-n", router, "link", "set", "br0", "up")
    for name, address, device in ((client, CLIENT, "c0"), (router, ROUTER, "br0"), (router, UPLINK, "s1"), (server, SERVER, "s0")):
        run("ip", "-n", name, "addr", "add", address + "/24", "dev", device)
    run("ip", "-n", client, "route", "add", "default", "via", ROUTER)
    inside = ["nsenter", f"--net=/run/netns/{router}"]
    run(*inside, "sysctl", "-qw", "net.ipv4.ip_forward=1")
    run("nsenter", f"--net=/run/netns/{server}", "sysctl", "-qw", "net.ipv4.icmp_ratemask=0")
    run(*inside, "nft", "add table ip lab")
    run(*inside, "nft", "add chain ip lab out { type nat hook postrouting priority 100; }")
    run(*inside, "nft", "add rule ip lab out oifname s1 masquerade fully-random")


def programs(lab, errors):
    """Yields the name of each program, its command, and the number of questions that it is to be asked."""
    source, unbound = lab.folder / "Asks.java", lab.folder / "unbound.conf"
    source.write_text(JAVA)
    run("javac", "-d", lab.folder, source)
    unbound.write_text(UNBOUND % lab.folder)
    yield "python", [sys.executable, "-c", PYTHON, str(errors // THREADS)], 0
    yield "java", ["java", "-cp", str(lab.folder), "Asks", "500"], 0
    yield "unbound", ["unbound", "-c", str(unbound)], 20
    listen = [f"--port={SERVING}", "--listen-address=127.0.0.1", "--bind-interfaces", f"--server={SERVER}#{UNCONNECTED}"]
    yield "dnsmasq", ["dnsmasq", "-k", "-C", "/dev/null", "-u", "root", "--no-resolv", "--no-hosts", "--pid-file=", *listen], 20


def play(lab, name, command, asks):
    """Runs a program under strace. Returns how often each of its threads was told in each way."""
    trace = lab.folder / f"{name}.strace"
    words = ["strace", "-f", "-qq", "-e", "trace=network,read,readv,write,writev", "-o", str(trace), *command]
    log = (lab.folder / f"{name}.log").open("wb")
    process = subprocess.Popen(lab.command(*words), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    lab.callback(end, process)
    if asks:
        time.sleep(2)
        for number in range(asks):
            ask = ["dig", "@127.0.0.1", "-p", str(SERVING), "+tries=1", "+timeout=1", f"name{number}.example"]
            subprocess.run(lab.command(*ask), stdout=subprocess.DEVNULL, check=False)
        for child in subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split():
            subprocess.run(["kill", child], check=False)
    if process.wait(timeout=120) not in (0, -signal.SIGTERM):
        raise SystemExit(f"{name} has failed: {(lab.folder / f'{name}.log').read_text()}")
    return told(trace)


def told(trace):
    """Returns the calls that returned an error, by thread and way."""
    found = collections.Counter()
    unfinished = {}
    for line in trace.open(errors="replace"):
        thread, call = line.rstrip("\n").split(maxsplit=1)
        if call.endswith("<unfinished ...>"):
            unfinished[thread] = call.removesuffix("<unfinished ...>")
            continue
        if "resumed>" in call and thread in unfinished:
            call = unfinished.pop(thread) + call.split("resumed>", 1)[1]
        for way, pattern in CALLS.items():
            if pattern.match(call):
                found[int(thread), way] += 1
    return found


def compare(truth, events):
    """Returns the differences between what strace shows and the delivery events, which it prints."""
    seen = collections.Counter()
    for event in events:
        if event["event_type"] == "delivery" and "process" in event["delivery"]:
            seen[event["delivery"]["process"].get("tid"), event["delivery"]["by"]] += 1
    faults = []
    print("program\tway\tstrace\tlive")
    for name, calls in truth.items():
        for way in CALLS:
            counts = {key: count for key, count in calls.items() if key[1] == way}
            print(name, way, sum(counts.values()), sum(seen[key] for key in counts), sep="\t")
            faults += [f"{name} {key}: strace shows {count}, live {seen[key]}" for key, count in counts.items() if seen[key] != count]
    known = {key for calls in truth.values() for key in calls}
    faults += [f"{key}: live shows {count}, strace none" for key, count in seen.items() if key[1] in CALLS and key not in known]
    return faults


def agree(events, metrics, errors):
    """Returns where the events, the summary and the metrics disagree, and what they lack."""
    summary = events[-1]["summary"]
    found = [event["icmp_error"] for event in events if event["event_type"] == "icmp_error"]
    deliveries = [event["delivery"] for event in events if event["event_type"] == "delivery"]
    by = collections.Counter(each["by"] for each in deliveries)
    first = [error for error in found if "duplicate_of_pcap_cnt" not in error]
    observed = sum(error.get("verdict_from") == "kernel" for error in first)
    connected = sum(error["quoted"]["dest_port"] != UNCONNECTED for error in first)
    verdicts = collections.Counter(error.get("verdict") for error in first)
    print(f"{len(first)} errors, {connected} of connected sockets, {observed} observed, verdicts {dict(verdicts)}, deliveries {dict(by)}")
    faults = []
    if connected < errors:
        faults.append(f"only {connected} errors")
    if observed != connected:
        faults.append(f"{connected} errors of connected sockets, but {observed} observed")
    lost = sum("error_pcap_cnt" not in each for each in deliveries)
    if lost:
        faults.append(f"{lost} deliveries of an error that was not found")
    for way in WAYS:
        counted = re.search(rf'^udpbounce_deliveries_total{{by="{way}"}} (\S+)', metrics, re.MULTILINE)
        figures = by[way], summary.get("deliveries", {}).get(way, 0), int(float(counted.group(1))) if counted else 0
        if len(set(figures)) > 1:
            faults.append(f"deliveries by {way}: {figures[0]} events, {figures[1]} in the summary, {figures[2]} in the metrics")
    return faults


main()
