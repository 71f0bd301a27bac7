"""The scenarios: what is sent, over which network, and which errors that must bring."""
import errno
import itertools
import socket
import time

import packets
from network import Three

FAMILY = {4: socket.AF_INET, 6: socket.AF_INET6}
LEVEL = {4: socket.IPPROTO_IP, 6: socket.IPPROTO_IPV6}
HOPS = {4: socket.IP_TTL, 6: socket.IPV6_UNICAST_HOPS}
# linux/in.h, linux/in6.h, linux/udp.h; the socket module does not name them
MTU_DISCOVER = {4: 10, 6: 23}
DONT, WANT, DO, PROBE = range(4)  # never DF; DF as the path MTU wants; DF; DF, whatever the known path MTU is
UDP_SEGMENT = 103
PENDING = {errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EACCES, errno.EMSGSIZE, errno.EPROTO}

SCENARIOS = {}


def scenario(*kinds, at_least=5, cuts=(0, None)):
    """Registers a scenario that must bring errors of these kinds, as 'v4 3/3', `at_least` so many of each."""
    def register(function):
        name = function.__name__.replace('_', '-')
        SCENARIOS[name] = Scenario(name, function, kinds, at_least, cuts)
        return function
    return register


class Scenario:
    def __init__(self, name, function, kinds, at_least, cuts):
        self.name, self.function, self.kinds, self.at_least, self.cuts = name, function, kinds, at_least, cuts


class Lab:
    """What one run of a scenario has at hand: a network, chance, and numbers for datagrams."""

    def __init__(self, network, chance):
        self.network, self.chance = network, chance
        self.numbers = itertools.count(1)
        self.delivered = set()
        self.blank = False

    def socket(self, host, version, source, discovery=None, hops=None, segment=None):
        s = self.network.open(host, FAMILY[version], source)
        if discovery is not None:
            s.setsockopt(LEVEL[version], MTU_DISCOVER[version], discovery)
        if hops:
            s.setsockopt(LEVEL[version], HOPS[version], hops)
        if segment:
            s.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, segment)
        return s

    def send(self, s, to, size, segment=0):
        """Sends one numbered datagram; a call that only takes a pending error is made again."""
        number = next(self.numbers)
        payload = packets.numbered(number, size, segment)
        for _ in range(20):
            try:
                s.send(payload) if to is None else s.sendto(payload, to)
                return number
            except OSError as e:
                if e.errno not in PENDING:
                    raise
        raise RuntimeError('the socket has an error that does not go away')

    def sizes(self):
        """A few sizes, so that some datagrams are alike."""
        return self.chance.sample([48, 64, 100, 256, 500, 900, 1200], self.chance.randint(1, 2))

    def burst(self, host, version, source, destinations, count, sizes=None, discovery=None, gap=0, **options):
        """Sends `count` datagrams from one to three sockets; each keeps to its way: connected or not, DF or not."""
        sizes = sizes or self.sizes()
        sockets = []
        port = self.chance.randint(20000, 60000)
        for n in range(self.chance.randint(1, 3)):
            way = self.chance.choice([DONT, WANT, DO]) if discovery is None else discovery
            s = self.socket(host, version, (source, port + n), way, **options)
            connected = self.chance.random() < 0.5
            to = self.chance.choice(destinations)
            if connected:
                s.connect(to)
            sockets.append((s, connected))
        for _ in range(count):
            s, connected = self.chance.choice(sockets)
            self.send(s, None if connected else self.chance.choice(destinations), self.chance.choice(sizes))
            if gap:
                time.sleep(self.chance.uniform(0, gap))

    def ports(self, address, count=2):
        """Closed ports of a host."""
        first = self.chance.randint(1024, 19000)
        return [(address, first + n) for n in range(count)]


@scenario('v4 3/3')
def port_unreachable(lab):
    net = Three(lab.network)
    capture = lab.network.capture(net.client, 'eth0')
    lab.burst(net.client, 4, net.CLIENT[4], lab.ports(net.SERVER[4]), 20)
    capture.stop()


@scenario('v4 3/0')
def net_unreachable(lab):
    net = Three(lab.network)
    capture = lab.network.capture(net.client, 'eth0')
    # The kernel allows a source address five of these.
    lab.burst(net.client, 4, net.CLIENT[4], lab.ports(net.NOWHERE[4]), 8)
    capture.stop()


@scenario('v4 11/0')
def ttl_exceeded(lab):
    net = Three(lab.network)
    capture = lab.network.capture(net.client, 'eth0')
    lab.burst(net.client, 4, net.CLIENT[4], lab.ports(net.SERVER[4]), 20, hops=1)
    capture.stop()
