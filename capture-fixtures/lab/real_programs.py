#!/usr/bin/env python3
"""Real programs under `udpbounce run`: compares what it reports with strace.

Each program talks to a closed UDP port, in a network namespace of its own: once under strace, which shows the calls that
returned an error of the socket, and once under `udpbounce run`. Both must agree on which kinds of calls told the program, or
that none did. `run` must also report a verdict for every error, and for every such call the errors that it delivered.

Needs root, iproute2, strace, gcc and the programs. A program that is not installed is skipped; with --require that is a
failure. Exit status: 0 if all agree, 1 if one does not, 2 for a wrong option, 3 if a program could not be run.
"""
import argparse
import contextlib
import glob
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import network  # noqa: E402

ANALYZER = os.path.join(HERE, os.pardir, os.pardir, 'analyzer', 'bin', 'udpbounce')
CLOSED = 1053
SERVING = 5300
PATIENCE = 40  # seconds that a program may take
REFUSED = re.compile(r'(?:^|\s)(\w+)\(.*= -1 ECONNREFUSED')
SO_ERROR = re.compile(r'(?:^|\s)getsockopt\(.*SO_ERROR, \[ECONNREFUSED\]')
POLLERR = re.compile(r'(?:^|\s)(p?poll)\(.*revents=[^}]*POLLERR')
TELLING = ('recvfrom', 'recvmsg', 'recvmmsg', 'read', 'readv', 'sendto', 'sendmsg', 'sendmmsg', 'write', 'writev')

GO = '''package main

import (
	"fmt"
	"net"
	"time"
)

func main() {
	c, _ := net.Dial("udp", "127.0.0.1:%d")
	c.Write([]byte("hello"))
	c.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	_, err := c.Read(make([]byte, 99))
	fmt.Println(err)
}
'''
GO_UNCONNECTED = '''package main

import (
	"fmt"
	"net"
	"time"
)

func main() {
	c, _ := net.ListenPacket("udp4", "127.0.0.1:0")
	to, _ := net.ResolveUDPAddr("udp", "127.0.0.1:%d")
	c.WriteTo([]byte("hello"), to)
	c.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	_, _, err := c.ReadFrom(make([]byte, 99))
	fmt.Println(err)
}
'''
NODE = '''
const s = require('dgram').createSocket('udp4');
s.on('error', e => console.log(e.code));
s.connect(%d, '127.0.0.1', () => { s.send('hello'); setTimeout(() => s.close(), 300); });
'''
NODE_UNCONNECTED = '''
const s = require('dgram').createSocket('udp4');
s.on('error', e => console.log(e.code));
s.send('hello', %d, '127.0.0.1', () => setTimeout(() => s.close(), 300));
'''
UNBOUND = '''server:
  interface: 127.0.0.1@%d
  do-daemonize: no
  use-syslog: no
  username: ""
  chroot: ""
  directory: "%s"
  pidfile: ""
  module-config: "iterator"
  do-not-query-localhost: no
  do-ip6: no
  num-threads: 1
remote-control:
  control-enable: no
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@%d
'''
NGINX = '''daemon off;
master_process off;
pid %s/nginx.pid;
error_log %s/nginx.log;
load_module /usr/lib/nginx/modules/ngx_stream_module.so;
events {}
stream { server { listen 127.0.0.1:%d udp; proxy_pass 127.0.0.1:%d; proxy_timeout 2s; } }
'''
RSYSLOG = '''module(load="imudp")
input(type="imudp" address="127.0.0.1" port="%d")
action(type="omfwd" target="127.0.0.1" port="%d" protocol="udp")
'''


class Program:
    """A program to run. `tool` must be installed. `asks`: datagrams to send to it before it is ended; 0 if it is no server."""

    def __init__(self, name, tool, command, asks=0):
        self.name, self.tool, self.command, self.asks = name, tool, command, asks


def query():
    return struct.pack('>6H', 1, 0x0100, 1, 0, 0, 0) + b'\7example\3com\0' + struct.pack('>2H', 1, 1)


def programs(folder):
    def write(name, text):
        path = os.path.join(folder, name)
        with open(path, 'w') as f:
            f.write(text)
        return path

    def go(name, text):
        source = write(name + '.go', text % CLOSED)
        target = os.path.join(folder, name)
        if shutil.which('go'):
            environment = dict(os.environ, GOCACHE=os.path.join(folder, 'go-cache'), CGO_ENABLED='0', GO111MODULE='off')
            subprocess.run(['go', 'build', '-o', target, source], env=environment, check=True)
        return [target]

    resolv = write('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n')
    nsswitch = write('nsswitch.conf', 'hosts: dns\n')
    resolve = ['unshare', '-m', 'sh', '-c', 'mount --bind "$1" /etc/resolv.conf && mount --bind "$2" /etc/nsswitch.conf && '
               'exec getent hosts example.com', 'sh', resolv, nsswitch]
    return [
        Program('dig', 'dig', ['dig', '@127.0.0.1', '-p', str(CLOSED), '+tries=1', '+timeout=1', 'example.com']),
        Program('getent (glibc resolver)', 'getent', resolve),
        Program('unbound', 'unbound', ['unbound', '-c', write('unbound.conf', UNBOUND % (SERVING, folder, CLOSED))], 1),
        Program('dnsmasq', 'dnsmasq', ['dnsmasq', '-k', '-C', write('dnsmasq.conf', ''), '-u', 'root', '-p', str(SERVING), '--no-resolv', '--no-hosts',
                                       '--pid-file=', '--listen-address=127.0.0.1', '--bind-interfaces',
                                       '--server=127.0.0.1#%d' % CLOSED], 1),
        Program('chronyd', 'chronyd', ['chronyd', '-Q', '-x', '-f', write('chrony.conf', 'server 127.0.0.1 port %d iburst\n'
                                       'cmdport 0\npidfile %s\n' % (CLOSED, os.path.join(folder, 'chronyd.pid'))), '-t', '5', '-u', 'root']),
        Program('rsyslogd', 'rsyslogd', ['rsyslogd', '-n', '-i', os.path.join(folder, 'rsyslog.pid'), '-f',
                                         write('rsyslog.conf', RSYSLOG % (SERVING, CLOSED))], 4),
        Program('nginx stream', 'nginx', ['nginx', '-p', folder, '-e', os.path.join(folder, 'nginx.log'), '-c',
                                          write('nginx.conf', NGINX % (folder, folder, SERVING, CLOSED))], 1),
        Program('Go, connected', 'go', go('connected', GO)),
        Program('Go, unconnected', 'go', go('unconnected', GO_UNCONNECTED)),
        Program('Node, connected', 'node', ['node', write('connected.js', NODE % CLOSED)]),
        Program('Node, unconnected', 'node', ['node', write('unconnected.js', NODE_UNCONNECTED % CLOSED)]),
    ]


@contextlib.contextmanager
def running(host, command, log):
    process = subprocess.Popen(['ip', 'netns', 'exec', host.namespace, *command], stdout=log, stderr=log,
                               stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def unread(host):
    """Returns the unread octets at the port of a server; None if no socket has the port."""
    with host.entered(), open('/proc/thread-self/net/udp') as f:
        rows = [line.split() for line in f.readlines()[1:]]
    return next((int(row[4].split(':')[1], 16) for row in rows if row[1].endswith(':%04X' % SERVING)), None)


def wait(program, process, condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError('%s does not %s' % (program.name, what))
        time.sleep(0.05)


def children(pid):
    """Returns the child processes of all threads of a process."""
    found = []
    for path in glob.glob('/proc/%d/task/*/children' % pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(path) as f:
            found += [int(word) for word in f.read().split()]
    return found


def play(host, program, tracer, log):
    """Runs a program under a tracer until it exits or, if it is a server, has received its datagrams."""
    with running(host, [*tracer, *program.command], log) as process:
        if program.asks:
            wait(program, process, lambda: unread(host) is not None, 'serve')
            with host.socket(socket.AF_INET) as asking:
                for _ in range(program.asks):
                    message = b'<13>hello' if program.tool == 'rsyslogd' else query()
                    asking.sendto(message, ('127.0.0.1', SERVING))
                    wait(program, process, lambda: unread(host) == 0, 'read what it is asked')
                    time.sleep(0.4)
            time.sleep(1.5)
            for child in descendants(process.pid):
                with contextlib.suppress(FileNotFoundError, ProcessLookupError), open('/proc/%d/comm' % child) as f:
                    if f.read().strip().startswith(program.tool[:15]):
                        os.kill(child, signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def descendants(pid):
    for child in children(pid):
        yield child
        yield from descendants(child)


def by_strace(host, program, folder):
    """Returns the number of calls that returned an error of a socket, by name of the call."""
    trace = os.path.join(folder, 'strace')
    with open(os.path.join(folder, 'log'), 'ab') as log:
        play(host, program, ['strace', '-f', '-qq', '-e', 'trace=network,read,readv,write,writev,poll,ppoll', '-o', trace], log)
    told = {}
    unfinished = {}
    with open(trace, errors='replace') as f:
        for line in f:
            thread = line.split()[0]
            if line.rstrip().endswith('<unfinished ...>'):
                unfinished[thread] = line.rstrip()[:-len('<unfinished ...>')]
                continue
            if 'resumed>' in line and thread in unfinished:
                line = unfinished.pop(thread) + line.split('resumed>', 1)[1]
            found = REFUSED.search(line)
            waited = POLLERR.search(line)
            name = waited.group(1) if waited else 'getsockopt' if SO_ERROR.search(line) else found and found.group(1)
            if name in TELLING or name == 'getsockopt' or waited:
                told[name] = told.get(name, 0) + 1
    return told


def by_run(options, host, program, folder):
    """Returns the same as `run` shows it, the number of errors by verdict, and the faults in the output itself."""
    events = os.path.join(folder, 'events.ndjson')
    if os.path.exists(events):
        os.remove(events)
    with open(os.path.join(folder, 'log'), 'ab') as log:
        play(host, program, [options.analyzer, 'run', '--all', '-q', '-o', events, '--'], log)
    told, verdicts, faults = {}, {}, []
    with open(events) as f:
        for event in map(json.loads, f):
            call, error = event.get('syscall'), event.get('icmp_error')
            if call and call['name'] in ('poll', 'ppoll'):
                told[call['name']] = told.get(call['name'], 0) + 1
            elif call and (call.get('errno_name') == 'ECONNREFUSED' or call.get('reported_errno')) and not call.get('extended_err'):
                told[call['name']] = told.get(call['name'], 0) + 1
                if 'reports_pcap_cnt' not in call and 'reports_pcap_cnts' not in call:
                    faults.append('%s returned an error, but no frame is named' % call['name'])
            if error and error['quoted']['dest_port'] in (CLOSED, 53):
                verdict = error.get('verdict')
                verdicts[verdict] = verdicts.get(verdict, 0) + 1
                if verdict in (None, 'unknown'):
                    faults.append('an error without a verdict')
    return told, verdicts, faults


def counts(of):
    return ', '.join('%d %s' % (count, name) for name, count in sorted(of.items(), key=str)) or 'none'


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('program', nargs='*', metavar='PROGRAM', help='run only these; the start of a name is enough')
    parser.add_argument('--require', action='store_true', help='fail if a program is not installed')
    parser.add_argument('--analyzer', default=ANALYZER)
    parser.add_argument('--keep', metavar='FOLDER', help='keep traces, events and logs there')
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    if os.geteuid() != 0:
        print('the programs cannot be run without root', file=sys.stderr)
        return 3
    folder = options.keep or tempfile.mkdtemp(prefix='udpbounce-real-')
    os.makedirs(folder, exist_ok=True)
    faults, failures = [], []
    print('| program | calls that were told, by strace | the same, by udpbounce run | verdicts |\n|---|---|---|---|')
    for program in programs(folder):
        if options.program and not any(program.name.startswith(name) for name in options.program):
            continue
        if not shutil.which(program.tool):
            print('| %s | skipped: not installed | | |' % program.name)
            if options.require:
                failures.append('%s is not installed' % program.name)
            continue
        with network.Network('udpbounce-real-%d' % os.getpid(), folder) as net:
            host = net.host('host')
            try:
                truth = by_strace(host, program, folder)
                told, verdicts, wrong = by_run(options, host, program, folder)
            except (RuntimeError, subprocess.TimeoutExpired, FileNotFoundError) as e:
                failures.append('%s: %s' % (program.name, e))
                continue
        print('| %s | %s | %s | %s |' % (program.name, counts(truth), counts(told), counts(verdicts)), flush=True)
        faults += ['%s: %s' % (program.name, fault) for fault in wrong]
        if set(truth) != set(told) or bool(truth) != bool(verdicts.get('told')):
            faults.append('%s: strace shows %s, but udpbounce %s' % (program.name, counts(truth), counts(told)))
        if not verdicts:
            failures.append('%s caused no error' % program.name)
    for fault in faults:
        print(fault)
    for failure in failures:
        print('not run: ' + failure, file=sys.stderr)
    print('%d faults' % len(faults))
    return 1 if faults else 3 if failures else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
