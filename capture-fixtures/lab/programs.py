#!/usr/bin/env python3
"""Random programs under `udpbounce run`: compares what it reports about each call and error with what the kernel did.

A program is a few UDP sockets and random calls on them: sends to open, closed, rejected, unreachable and distant ports,
receives, polls, SO_ERROR, the error queue, connect, disconnect, close. Ports are shared and reused, and errors from the
distant host come late. `player.c` plays the programs and records what the kernel returned. A model of the kernel's rules
predicts which error each call delivers; it is trusted only as long as it predicts every return value. Every `syscall` and
`icmp_error` event must then agree with the model: which call delivered which errors, which errors wait in an error queue, and
which errors no program was told of.

Needs root, iproute2, nftables, gcc. Exit status: 0 without contradictions, 1 with contradictions, 2 for a wrong option, 3 if
the programs could not be played.
"""
import argparse
import calendar
import collections
import errno
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import network  # noqa: E402

ANALYZER = os.path.join(HERE, os.pardir, os.pardir, 'analyzer', 'bin', 'udpbounce')
CLOSED, OPEN, REJECTED = range(1060, 1064), range(2060, 2062), 1990
SHARED = {4: range(5000, 5003), 6: range(5100, 5103)}
HERE_IS = {4: '127.0.0.1', 6: '::1'}
THERE = network.Three.SERVER
NO_NETWORK = network.Three.NOWHERE  # rejected by a rule on the router, since its routing limits the rate of errors
UNREACHABLE = {4: '10.8.0.1', 6: 'fd00:8::1'}  # the client has a route of type unreachable for these
ANY = {4: '0.0.0.0', 6: '::'}
DELAY = 0.006  # seconds on the slow link, each way
SOONEST, LATEST = 8_000_000, 150_000_000  # nanoseconds from a send to an error from the distant host
PATIENCE = 300  # seconds that a run may take
MOST_UNDECIDED = 0.05  # share of the programs
LONGEST = 1200  # octets of payload; lengths repeat after as many datagrams
QUOTED = {4: 576 - 20 - 8 - 20 - 8, 6: 1280 - 40 - 8 - 40 - 8}  # octets of payload that an error quotes at most
POLLERR = 8
SOFT = {'no route'}
ERRNO = {'closed': errno.ECONNREFUSED, 'distant': errno.ECONNREFUSED, 'rejected': errno.ECONNREFUSED,
         'no route': errno.ENETUNREACH}
NAMES = {'send': 'sendto', 'recv': 'recvfrom', 'read_queue': 'recvmsg', 'so_error': 'getsockopt', 'recverr': 'setsockopt',
         'share': 'setsockopt', 'disconnect': 'connect'}
SENDS = ('send', 'write', 'sendto', 'sendmmsg')


class Call(collections.namedtuple('Call', 'program name socket text a b')):
    def line(self):
        return '%s %d %s %d %d\n' % (self.name, self.socket, self.text or '-', self.a, self.b)


class Writer:
    """Generates random programs."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.calls = []
        self.length = 0
        self.program = -1

    def call(self, name, socket, text=None, a=0, b=0):
        self.calls.append(Call(self.program, name, socket, text, a, b))

    def next_length(self, count=1):
        first = self.length + 1
        self.length = (self.length + count) % LONGEST
        return first if first + count <= LONGEST else self.next_length(count)

    def peer(self, family, connect=False):
        """Returns an address and port that sockets of the program can send to, or with `connect` connect to."""
        chance = self.random.random()
        if self.distant and chance < (0.5 if connect else 0.3):
            return THERE[family], self.random.choice(CLOSED)
        if self.distant and chance < (1 if connect else 0.5):
            return NO_NETWORK[family], CLOSED[0]
        if not connect and chance > 0.95:
            return UNREACHABLE[family], CLOSED[0]
        port = self.random.choices((CLOSED, OPEN, (REJECTED,)), (10, 3, 2))[0]
        return HERE_IS[family], self.random.choice(port)

    def write(self):
        self.program += 1
        draw = self.random
        family = draw.choice((4, 4, 4, 6))
        self.distant = draw.random() < 0.2
        sockets = range(draw.randint(1, 3))
        shared = draw.random() < 0.25
        for s in sockets:
            self.open(s, family, shared)
        for _ in range(draw.randint(4, 18)):
            s = draw.choice(sockets)
            if draw.random() < 0.03:
                self.call('close', s)
                self.open(s, family, shared)
            else:
                self.step(s, family)
        if draw.random() < 0.5:
            self.call('so_error', draw.choice(sockets))
        for s in sockets:
            self.call('close', s)

    def open(self, s, family, shared):
        draw = self.random
        self.call('socket', s, None, socket.AF_INET if family == 4 else socket.AF_INET6)
        if draw.random() < 0.3:
            self.call('recverr', s, None, family, 1)
        if shared:
            self.call('share', s, None, socket.SO_REUSEADDR)
            self.call('bind', s, ANY[family], draw.choice(SHARED[family]))
        if draw.random() < 0.75:
            self.call('connect', s, *self.peer(family, connect=True))

    def step(self, s, family):
        draw = self.random
        name = draw.choices(
            ('send', 'write', 'sendto', 'sendmmsg', 'recv', 'poll', 'so_error', 'read_queue', 'connect', 'disconnect',
             'recverr', 'sleep'), (22, 4, 20, 4, 16, 7, 6, 8, 6, 2, 3, 2))[0]
        if name in ('send', 'write'):
            self.call(name, s, None, 0, self.next_length())
        elif name == 'sendto':
            address, port = self.peer(family)
            self.call(name, s, address, port, self.next_length())
        elif name == 'sendmmsg':
            count = draw.randint(2, 4)
            self.call(name, s, None, count, self.next_length(count))
        elif name == 'connect':
            self.call(name, s, *self.peer(family, connect=True))
        elif name == 'recverr':
            self.call(name, s, None, family, draw.randint(0, 1))
        elif name == 'sleep':
            self.call(name, s, None, LATEST // 1000 + 20_000)
        else:
            self.call(name, s)


class Error:
    """An ICMP error in the model. `reports` are the numbers of the calls that delivered it."""

    def __init__(self, call, kind, length, program):
        self.call, self.kind, self.length, self.program = call, kind, length, program
        self.reports = []
        self.queued = False  # in an error queue, not read yet
        self.overwritten = False  # replaced by an error with another errno before any call
        self.left_unread = False  # still in the error queue when its socket was closed
        self.swallowed = False  # taken by a sendmmsg that returned the number of datagrams sent before it
        self.polled = False  # a poll returned POLLERR because of it
        self.event = None

    def __str__(self):
        return 'error of the %d octets of call %d (%s)' % (self.length, self.call, self.kind)


class Socket:
    def __init__(self, family):
        self.family = family
        self.port = None
        self.bound = False
        self.connected = None  # the peer
        self.address = None  # its local address
        self.recverr = False
        self.pending = []  # errors with the same errno
        self.queue = []
        self.moved = False  # was connected to a different peer before
        self.hashed = 0  # number of the call that set its port and address; the look-up finds the latest first


class Model:
    """The kernel's rules: udp_sendmsg, __udp4_lib_err, __udp4_lib_lookup, sock_dequeue_err_skb and the same for IPv6."""

    def __init__(self):
        self.sockets = {}
        self.flying = []  # (soonest, latest, error, address and port of source, peer)
        self.errors = []
        self.reports = collections.defaultdict(list)  # by number of the call
        self.transmitted = {}  # by number of the call: datagrams sent
        self.undecided = set()  # programs that the model cannot predict completely
        self.surprises = []  # return values that the model did not predict
        self.ports = 0

    def play(self, number, call, log):
        entered, left, returned, reason, value = log
        self.number, self.call = number, call
        self.land(entered, left)
        s = self.sockets.get(call.socket)
        expected = getattr(self, call.name)(s, call, log)
        if expected != (returned, reason, value) and call.program not in self.undecided:
            self.undecided.add(call.program)
            self.surprises.append('call %d of program %d, %s: returned %s, expected %s'
                                  % (number, call.program, call, (returned, reason, value), expected))

    def land(self, entered, left):
        flying = []
        for flight in self.flying:
            soonest, latest, error, source, peer = flight
            if latest < entered:
                self.arrive(error, source, peer)
            else:
                flying.append(flight)
                if soonest < left and self.find(source, peer):
                    self.undecided.update((error.program, self.call.program))
        self.flying = flying

    def find(self, source, peer):
        """Returns the socket that a quote belongs to: preferably bound to the address, then connected, then the latest.

        If two equal sockets were reconnected, the kernel's order is not known, and the programs are undecided.
        """
        best, found = None, None
        for s in self.sockets.values():
            if s.port != source[1] or s.address not in (None, source[0]) or s.connected not in (None, peer):
                continue
            score = (s.address is not None, s.connected is not None, s.hashed)
            if best and best[:2] == score[:2] and (s.moved or found.moved):
                self.undecided.add(self.call.program)
            if best is None or score > best:
                best, found = score, s
        return found

    def arrive(self, error, source, peer):
        s = self.find(source, peer)
        if s is None:
            return
        if s.recverr:
            s.queue.append(error)
            error.queued = True
        elif error.kind in SOFT or s.connected is None:
            return
        number = ERRNO[error.kind]
        for earlier in s.pending:
            if ERRNO[earlier.kind] != number:
                earlier.overwritten = True
        s.pending = [each for each in s.pending if ERRNO[each.kind] == number] + [error]

    def deliver(self, errors):
        for error in errors:
            error.reports.append(self.number)
            self.reports[self.number].append(error)

    def take_pending(self, s):
        latest = s.pending[-1]
        # The errno is that of the latest error. Earlier errors that are in the error queue are delivered by the queue.
        self.deliver([error for error in s.pending if error is latest or not error.queued])
        s.pending = []
        return ERRNO[latest.kind]

    def get_port(self, s):
        if s.port is None:
            self.ports += 1
            s.port = 'automatic %d' % self.ports
            s.hashed = self.number

    def socket(self, s, call, log):
        self.sockets[call.socket] = Socket(4 if call.a == socket.AF_INET else 6)
        return 0, 0, 0

    def share(self, s, call, log):
        return 0, 0, 0

    def recverr(self, s, call, log):
        s.recverr = bool(call.b)
        if not s.recverr:
            for error in s.queue:
                error.queued = False
            s.queue = []
        return 0, 0, 0

    def bind(self, s, call, log):
        s.port, s.bound, s.hashed = call.a, True, self.number
        return 0, 0, 0

    def connect(self, s, call, log):
        self.get_port(s)
        s.address = self.source(s, call.text)
        if s.connected != (call.text, call.a):
            s.moved |= s.connected is not None
            s.hashed = self.number
        s.connected = (call.text, call.a)
        return 0, 0, 0

    def disconnect(self, s, call, log):
        s.connected, s.address = None, None
        s.hashed = self.number
        if not s.bound:
            s.port = None
        return 0, 0, 0

    @staticmethod
    def source(s, destination):
        if s.address is not None:
            return s.address
        return destination if destination in HERE_IS.values() else network.Three.CLIENT[s.family]

    def recv(self, s, call, log):
        return (-1, self.take_pending(s), 0) if s.pending else (-1, errno.EAGAIN, 0)

    def so_error(self, s, call, log):
        return (0, 0, self.take_pending(s)) if s.pending else (0, 0, 0)

    def poll(self, s, call, log):
        for error in s.pending + s.queue:
            error.polled = True
        return (1, 0, POLLERR) if s.pending or s.queue else (0, 0, 0)

    def read_queue(self, s, call, log):
        if not s.queue:
            return -1, errno.EAGAIN, 0
        error = s.queue.pop(0)
        error.queued = False
        s.pending = [s.queue[0]] if s.queue else []
        self.deliver([error])
        return min(error.length, QUOTED[s.family]), 0, ERRNO[error.kind]

    def close(self, s, call, log):
        del self.sockets[call.socket]
        for error in s.queue:
            error.queued = False
            error.left_unread = True
        return 0, 0, 0

    def send(self, s, call, log):
        return self.transmit(s, s.connected, call.b, log)

    write = send

    def sendto(self, s, call, log):
        return self.transmit(s, (call.text, call.a), call.b, log)

    def sendmmsg(self, s, call, log):
        for sent in range(call.a):
            returned, reason, _ = self.transmit(s, s.connected, call.b + sent, log)
            if returned < 0:
                if sent == 0:
                    return -1, reason, 0
                # The call takes the pending error that stopped it, and does not return it.
                for error in self.reports[self.number]:
                    error.swallowed = True
                return sent, 0, 0
        return call.a, 0, 0

    def transmit(self, s, peer, length, log):
        """Sends one datagram, unless that fails. An error from this host arrives before the call returns."""
        if peer is None:
            return -1, errno.EDESTADDRREQ, 0
        address, port = peer
        if address in UNREACHABLE.values():
            return -1, errno.EHOSTUNREACH, 0
        self.get_port(s)
        if s.pending:
            return -1, self.take_pending(s), 0
        source = (self.source(s, address), s.port)
        error = Error(self.number, self.kind(address, port), length, self.call.program)
        if error.kind == 'rejected':
            self.errors.append(error)
            self.arrive(error, source, peer)
            return -1, errno.EPERM, 0
        self.transmitted[self.number] = self.transmitted.get(self.number, 0) + 1
        if error.kind in ('distant', 'no route'):
            self.errors.append(error)
            self.flying.append((log[0] + SOONEST, log[1] + LATEST, error, source, peer))
        elif error.kind == 'closed':
            self.errors.append(error)
            self.arrive(error, source, peer)
        return length, 0, 0

    @staticmethod
    def kind(address, port):
        if address in NO_NETWORK.values():
            return 'no route'
        if address in THERE.values():
            return 'distant'
        return 'rejected' if port == REJECTED else 'closed' if port in CLOSED else 'delivered'


def host(net):
    """Builds a network with a distant server. Returns the client, on whose open ports programs receive."""
    three = network.Three(net, slow=(DELAY, 0))
    client = three.client
    client.ip('route add unreachable %s' % UNREACHABLE[4], 'route add unreachable %s' % UNREACHABLE[6])
    client.chain('inet', 'filter hook output priority 0;', 'udp dport %d reject' % REJECTED)
    three.router.chain('inet', 'filter hook prerouting priority -300;',
                       'ip daddr %s udp dport != 0 reject with icmp type net-unreachable' % NO_NETWORK[4],
                       'ip6 daddr %s udp dport != 0 reject with icmpv6 type no-route' % NO_NETWORK[6])
    for family, kind in (4, socket.AF_INET), (6, socket.AF_INET6):
        for port in OPEN:
            net.open(client, kind, (HERE_IS[family], port))
    return client


def play(options, client, folder, seed, programs, *more):
    """Plays programs under `run`. Returns the calls, what the kernel returned for each, the events, and the exit status."""
    writer = Writer(seed)
    for _ in range(programs):
        writer.write()
    folder = os.path.join(folder, seed.replace(' ', '-'))
    os.makedirs(folder, exist_ok=True)
    script, log, events = (os.path.join(folder, name) for name in ('programs', 'log', 'events.ndjson'))
    with open(script, 'w') as f:
        f.writelines(call.line() for call in writer.calls)
    for stale in (log, events):
        if os.path.exists(stale):
            os.remove(stale)
    done = subprocess.run(
        ['ip', 'netns', 'exec', client.namespace, options.analyzer, 'run', '--all', '-q', '-o', events, *more, '--',
         options.player, script, log], stderr=subprocess.PIPE, text=True, timeout=PATIENCE)
    if not os.path.exists(log) or done.returncode not in (0, 1):
        raise RuntimeError('exit status %d: %s' % (done.returncode, done.stderr.strip()[-2000:]))
    with open(log) as f:
        returned = {int(line.split()[0]): tuple(map(int, line.split()[1:])) for line in f}
    with open(events) as f:
        return writer.calls, returned, [json.loads(line) for line in f], done.returncode


def predict(calls, returned):
    """Returns the model after all calls."""
    model = Model()
    for number, call in enumerate(calls):
        if call.name != 'sleep':
            model.play(number, call, returned[number])
    for _, _, error, source, peer in model.flying:
        if model.find(source, peer):
            model.undecided.add(error.program)
    return model


def nanoseconds(timestamp):
    """Converts an RFC 3339 time with nine digits to nanoseconds since 1970."""
    seconds, fraction = timestamp.rstrip('Z').split('.')
    return calendar.timegm(time.strptime(seconds, '%Y-%m-%dT%H:%M:%S')) * 1_000_000_000 + int(fraction)


class Comparison:
    """Compares the events with the model. Holds the contradictions by program, and counts of what was compared."""

    def __init__(self, calls, returned, model, events):
        self.calls, self.model = calls, model
        self.contradictions = []
        self.counts = collections.Counter()
        said = sorted((e for e in events if e['event_type'] == 'syscall'),
                      key=lambda e: e['syscall']['entry_timestamp'])
        self.errors = {}
        self.pair_errors(sorted((e for e in events if e['event_type'] == 'icmp_error'), key=lambda e: e['timestamp']), returned)
        self.pair_calls(said, returned)
        for error in model.errors:
            self.check_error(error)

    def contradict(self, number, what):
        program = self.calls[number].program
        if program not in self.model.undecided:
            self.contradictions.append((program, number, '%s, call %d: %s' % (self.calls[number].name, number, what)))

    def pair_errors(self, events, returned):
        """Pairs each error event with the latest call before it that sent as many octets as the event quotes."""
        sent = collections.defaultdict(list)
        for number, call in enumerate(self.calls):
            if call.name in SENDS:
                for length in range(call.b, call.b + (call.a if call.name == 'sendmmsg' else 1)):
                    sent[length].append((returned[number][0], number))
        expected = {(error.call, error.length): error for error in self.model.errors}
        for event in events:
            length = event['icmp_error']['quoted']['udp_len'] - 8
            ns = nanoseconds(event['timestamp'])
            number = max((number for entered, number in sent[length] if entered <= ns), default=0)
            error = expected.get((number, length))
            if error is None or error.event is not None:
                self.contradict(number, 'caused no error about %d octets, but %s is shown'
                                % (length, 'a second one' if error else 'one'))
            else:
                error.event = event
                self.errors[event['pcap_cnt']] = error
        unseen = {error for _, _, error, _, _ in self.model.flying}
        for error in self.model.errors:
            if error.event is None and error not in unseen:
                self.contradict(error.call, '%s is not shown' % error)

    def pair_calls(self, said, returned):
        shown = [number for number, call in enumerate(self.calls)
                 if call.name not in ('sleep', 'share') and (call.name != 'poll' or returned[number][2] > 0)]
        if len(said) != len(shown):
            self.contradictions.append((-1, 0, '%d calls are shown, but %d were made' % (len(said), len(shown))))
            return
        for number, event in zip(shown, said):
            self.counts['calls'] += 1
            self.check_call(number, self.calls[number], returned[number], event['syscall'])

    def check_call(self, number, call, log, event):
        name = NAMES.get(call.name, call.name)
        if event['name'] != name:
            self.contradict(number, 'is shown as ' + event['name'])
            return
        returned, reason = log[2], log[3]
        if call.name != 'socket' and (event.get('ret'), event.get('errno', 0)) != (returned, reason):
            self.contradict(number, 'returned %d, %d, but is shown as %s' % (returned, reason, event))
        frames = event.get('reports_pcap_cnts', [])
        frames = frames or ([event['reports_pcap_cnt']] if 'reports_pcap_cnt' in event else [])
        reported = sorted(self.errors[frame].call for frame in frames if frame in self.errors)
        truth = sorted(error.call for error in self.model.reports[number])
        if reported != truth:
            self.contradict(number, 'delivered the errors of calls %s, but the event has %s'
                            % (truth, reported))
        sent = len(event.get('sent_pcap_cnts', [])) or int('sent_pcap_cnt' in event)
        if call.name in SENDS and sent != self.model.transmitted.get(number, 0):
            self.contradict(number, 'sent %d datagrams, but %d are shown'
                            % (self.model.transmitted.get(number, 0), sent))
        if truth:
            self.counts['deliveries'] += 1

    def check_error(self, error):
        if error.event is None:
            return
        said = error.event['icmp_error']
        self.counts['errors'] += 1
        self.counts['said: %s' % said.get('verdict')] += 1
        verdict = said.get('verdict')
        if verdict == 'unknown':
            self.counts['unknown'] += 1
            self.counts['unknown: %s' % said.get('unknown_because')] += 1
            return
        told = len(error.reports) > error.swallowed or error.polled
        if told:
            right = verdict == 'told'
        elif error.queued or error.left_unread:
            right = verdict in ('queued', 'never_told')
        elif error.overwritten:
            right = verdict in ('told', 'never_told')
        else:
            right = verdict in ('never_told', 'no_socket')
        if not right:
            self.contradict(error.call, '%s: delivered by calls %s, queued %s, but the verdict is %s %s'
                            % (error, error.reports, error.queued, verdict, said.get('story')))
        self.counts['told'] += told

    def untold(self):
        """Returns whether a program was not told of an error that its datagram caused."""
        return any(len(error.reports) <= error.swallowed and not error.polled for error in self.model.errors)


def batches(options, client, folder):
    """Yields (seed, number of programs) for each run."""
    left = options.programs
    number = 0
    while left > 0:
        count = min(options.batch, left)
        yield '%s %d' % (options.seed, number), count
        left -= count
        number += 1


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--programs', type=int, default=400, help='number of programs (default: 400)')
    parser.add_argument('--batch', type=int, default=200, help='programs per traced process (default: 200)')
    parser.add_argument('--statuses', type=int, default=10, help='programs run alone to check the exit status (default: 10)')
    parser.add_argument('--seed', default='1', help='seed of the random choices (default: 1)')
    parser.add_argument('--analyzer', default=ANALYZER)
    parser.add_argument('--keep', metavar='FOLDER', help='keep programs, return values and events there')
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    if os.geteuid() != 0:
        print('the programs cannot be played without root', file=sys.stderr)
        return 3
    folder = options.keep or tempfile.mkdtemp(prefix='udpbounce-programs-')
    os.makedirs(folder, exist_ok=True)
    options.player = os.path.join(folder, 'player')
    subprocess.run(['gcc', '-O2', '-o', options.player, os.path.join(HERE, 'player.c')], check=True)
    counts, contradictions, surprises = collections.Counter(), [], []
    with network.Network('udpbounce-programs-%d' % os.getpid(), folder) as net:
        client = host(net)
        for seed, programs in batches(options, client, folder):
            calls, returned, events, _ = play(options, client, folder, seed, programs)
            model = predict(calls, returned)
            surprises += ['seed "%s": %s' % (seed, surprise) for surprise in model.surprises]
            comparison = Comparison(calls, returned, model, events)
            counts.update(comparison.counts)
            counts['programs'] += programs
            counts['undecided'] += len(model.undecided)
            contradictions += [('seed "%s" program %d' % (seed, p), what) for p, _, what in comparison.contradictions]
        for number in range(options.statuses):
            seed = '%s status %d' % (options.seed, number)
            calls, returned, events, status = play(options, client, folder, seed, 1, '--fail-on', 'untold')
            model = predict(calls, returned)
            untold = Comparison(calls, returned, model, events).untold()
            counts['statuses'] += 1
            if bool(status) != untold and not model.undecided:
                contradictions.append(('seed "%s"' % seed, 'exit status %d, but untold is %s' % (status, untold)))
    for name, count in sorted(counts.items()):
        print('%7d %s' % (count, name))
    for where, what in contradictions[:100]:
        print('%s: %s' % (where, what))
    for surprise in surprises:
        print('not predicted: ' + surprise)
    print('%d contradictions' % len(contradictions))
    if contradictions:
        return 1
    return 0 if counts['deliveries'] and counts['undecided'] <= MOST_UNDECIDED * counts['programs'] else 3


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
