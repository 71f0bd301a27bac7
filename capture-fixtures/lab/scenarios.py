"""The scenarios: what is sent over which network, and which errors must result."""
import errno
import itertools
import socket
import time

import packets
from network import Three, neighbours

FAMILY = {4: socket.AF_INET, 6: socket.AF_INET6}
LEVEL = {4: socket.IPPROTO_IP, 6: socket.IPPROTO_IPV6}
HOPS = {4: socket.IP_TTL, 6: socket.IPV6_UNICAST_HOPS}
# from linux/in.h, linux/in6.h and linux/udp.h; the socket module lacks them
MTU_DISCOVER = {4: 10, 6: 23}
DONT, WANT, DO, PROBE = range(4)  # DF never; as the path MTU needs; always; always, ignoring the known path MTU
UDP_SEGMENT = 103
PENDING = {errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EACCES, errno.EMSGSIZE, errno.EPROTO,
           errno.ENOPROTOOPT}

SCENARIOS = {}


def scenario(*kinds, at_least=5, cuts=None):
    """Registers a scenario that must cause at least `at_least` errors of each kind, such as 'v4 3/3'.

    `cuts`: payload octets that the quotes keep, None for all, or EXTENDED. The recording is judged once for each. By default
    these are 0 and one that is chosen at random.
    """
    def register(function):
        name = function.__name__.replace('_', '-')
        SCENARIOS[name] = Scenario(name, function, kinds, at_least, cuts)
        return function
    return register


class Scenario:
    def __init__(self, name, function, kinds, at_least, cuts):
        self.name, self.function, self.kinds, self.at_least, self.cuts = name, function, kinds, at_least, cuts


class Lab:
    """The context of one run of a scenario: a network, a random generator, and numbers for datagrams."""

    def __init__(self, network, chance):
        self.network, self.chance = network, chance
        self.numbers = itertools.count(1)
        self.source_ports = itertools.count(chance.randint(20000, 60000))
        self.delivered = set()  # numbers of the datagrams that a program received
        # Whether the numbers are removed from the datagrams too.
        self.blank = chance.random() < 0.4
        self.rewrite = None  # function from the recorded packets to the packets to judge
        self.early = False  # whether an error may be captured before its datagram
        self.nat = False  # whether addresses or ports are translated on the way

    def cuts(self, scenario):
        return scenario.cuts or (0, self.chance.choice([16, 64, packets.EXTENDED, None]))

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
        """Sends one numbered datagram. If a call only takes a pending error, it is repeated."""
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
        """Returns one or two sizes, so that some datagrams are of equal size."""
        return self.chance.sample([48, 64, 100, 256, 500, 900, 1200], self.chance.randint(1, 2))

    def burst(self, host, version, source, destinations, count, sizes=None, discovery=None, gap=0, **options):
        """Sends `count` datagrams from one to three sockets, each either connected or not, and with DF or not."""
        sizes = sizes or self.sizes()
        sockets = []
        for _ in range(self.chance.randint(1, 3)):
            way = self.chance.choice([DONT, WANT, DO]) if discovery is None else discovery
            s = self.socket(host, version, (source, next(self.source_ports)), way, **options)
            connected = self.chance.random() < 0.5
            to = self.chance.choice(destinations)
            if connected:
                s.connect(to)
            sockets.append((s, connected))
        sent = []
        for _ in range(count):
            s, connected = self.chance.choice(sockets)
            to = None if connected else self.chance.choice(destinations)
            sent.append(self.send(s, to, self.chance.choice(sizes)))
            if gap:
                time.sleep(self.chance.uniform(0, gap))
        return sent

    def close(self, s):
        self.network.sockets.remove(s)
        s.close()

    def ports(self, address, count=2):
        """Returns `count` closed ports of a host, as (address, port)."""
        first = self.chance.randint(1024, 19000)
        return [(address, first + n) for n in range(count)]


def delivered_early(chance):
    """Moves half of the errors up to a millisecond before their datagrams, as some capture drivers deliver them."""
    def rewrite(everything):
        sent = {packet.datagram.number: packet for packet in everything if packet.datagram}
        for packet in everything:
            if packet.quote and chance.random() < 0.5:
                packet.move(sent[packet.quote.number].time - chance.randint(1, 10 ** 6))
        return sorted(everything, key=lambda packet: packet.time)
    return rewrite


def not_translated_back(chance, addresses):
    """Makes the errors quote the outer address of a NAT, by IP version; for about half of the flows another port too."""
    ports = {}

    def rewrite(everything):
        for packet in everything:
            if packet.quote:
                own = int.from_bytes(packet.quote.ports[:2], 'big')
                port = ports.setdefault(packet.quote.flow, chance.choice([own, chance.randint(61000, 65535)]))
                packet.translate(socket.inet_pton(FAMILY[packet.version], addresses[packet.version]), port)
        return everything
    return rewrite


def in_parts(count):
    """Splits the recording into `count` consecutive files."""
    def rewrite(everything):
        for n, packet in enumerate(everything):
            packet.file = n * count // len(everything)
        return everything
    return rewrite


def recorded(lab, host, device, after=0, octets=None):
    """Records what the host sees on the device during the with statement, then `after` seconds more.

    `octets` is the snapshot length, None for whole packets. The buffer of tcpdump has room for packets of that length, so a
    recording of many packets needs a short one.
    """
    options = ['-s', str(octets)] if octets else []
    return Recorded(lab.network.capture(host, device, *options), after)


class Recorded:
    def __init__(self, capture, after):
        self.capture, self.after = capture, after

    def __enter__(self):
        return self.capture

    def __exit__(self, kind, *ignored):
        if kind is None:
            self.capture.stop(self.after)


def bounce(lab, version, to, hosts=None, device='eth0', count=20, after=0, **options):
    """The simplest experiment: a client sends to two ports of an address, and something on the way replies with errors."""
    net = hosts or Three(lab.network)
    with recorded(lab, net.client, device, after):
        lab.burst(net.client, version, net.CLIENT[version], lab.ports(to[version]), count, **options)


def impatient(host, device):
    """Makes a host ask for a neighbor once for 0.3 s; the default is three times, one second each."""
    for family in 'ipv4', 'ipv6':
        host.sysctl('%s/neigh/%s/mcast_solicit' % (family, device), 1)
        host.sysctl('%s/neigh/%s/retrans_time_ms' % (family, device), 300)


def rejected(lab, version, reasons):
    """A router rejects datagrams to ports from 7000, each port for a different reason."""
    net = Three(lab.network)
    net.router.chain('inet', 'filter hook forward priority 0',
                     *('udp dport %d reject with %s' % (7000 + n, reason) for n, reason in enumerate(reasons)))
    ports = range(7000, 7000 + len(reasons))
    with recorded(lab, net.client, 'eth0'):
        for port in ports:
            lab.burst(net.client, version, net.CLIENT[version], [(net.SERVER[version], port)], 8)


@scenario('v4 3/3')
def port_unreachable(lab):
    bounce(lab, 4, Three.SERVER)


@scenario('v6 1/4')
def v6_port_unreachable(lab):
    bounce(lab, 6, Three.SERVER)


@scenario('v4 3/3', 'v6 1/4')
def loopback(lab):
    host = lab.network.host('one')
    with recorded(lab, host, lab.chance.choice(['lo', 'any'])):
        lab.burst(host, 4, '127.0.0.1', lab.ports('127.0.0.1'), 20)
        lab.burst(host, 6, '::1', lab.ports('::1'), 20)


@scenario('v4 3/1')
def host_unreachable(lab):
    net = Three(lab.network)
    impatient(net.router, 'right')
    bounce(lab, 4, net.NOBODY, net, after=1)


@scenario('v6 1/3')
def v6_address_unreachable(lab):
    net = Three(lab.network)
    impatient(net.router, 'right')
    bounce(lab, 6, net.NOBODY, net, after=1)


@scenario('v4 3/0')
def net_unreachable(lab):
    bounce(lab, 4, Three.NOWHERE, count=8)  # ip_error() allows five of these per address, then one per second


@scenario('v6 1/0')
def v6_no_route(lab):
    bounce(lab, 6, Three.NOWHERE)


@scenario('v4 3/0', 'v4 3/1', 'v4 3/2', 'v4 3/3', 'v4 3/9', 'v4 3/10', 'v4 3/13')
def prohibited(lab):
    rejected(lab, 4, ['icmp type %s' % reason for reason in (
        'net-unreachable', 'host-unreachable', 'prot-unreachable', 'port-unreachable', 'net-prohibited',
        'host-prohibited', 'admin-prohibited')])


@scenario('v6 1/0', 'v6 1/1', 'v6 1/3', 'v6 1/4', 'v6 1/5', 'v6 1/6')
def v6_prohibited(lab):
    rejected(lab, 6, ['icmpv6 type %s' % reason for reason in (
        'no-route', 'admin-prohibited', 'addr-unreachable', 'port-unreachable', 'policy-fail', 'reject-route')])


@scenario('v4 11/0')
def ttl_exceeded(lab):
    bounce(lab, 4, Three.SERVER, hops=1)


@scenario('v6 3/0')
def v6_hop_limit_exceeded(lab):
    bounce(lab, 6, Three.SERVER, hops=1)


@scenario('v4 3/4')
def fragmentation_needed(lab):
    net = Three(lab.network)
    net.router.ip('link set right mtu 1300')
    bounce(lab, 4, net.SERVER, net, sizes=[1300, 1400], discovery=PROBE)


@scenario('v6 2/0')
def v6_packet_too_big(lab):
    net = Three(lab.network)
    net.router.ip('link set right mtu 1300')
    bounce(lab, 6, net.SERVER, net, sizes=[1300, 1400], discovery=PROBE)


@scenario('v4 3/3', 'v6 1/4')
def any_on_router(lab):
    net = Three(lab.network)
    with recorded(lab, net.router, 'any'):
        for version in 4, 6:
            lab.burst(net.client, version, net.CLIENT[version], lab.ports(net.SERVER[version]), 20)


@scenario('v4 3/3', 'v6 1/4')
def any_on_slow_router(lab):
    """Packets are queued in the router, so that others come between the two sightings of a packet."""
    net = Three(lab.network)
    for device in 'left', 'right':
        net.router.run(['tc', '-n', net.router.namespace, 'qdisc', 'add', 'dev', device, 'root', 'tbf', 'rate', '2mbit',
                        'burst', '1600', 'latency', '2s'], '')
    with recorded(lab, net.router, 'any', 0.5):
        for version in 4, 6:
            lab.burst(net.client, version, net.CLIENT[version], lab.ports(net.SERVER[version]), 40, sizes=[400, 900])


@scenario('v4 3/3', 'v6 1/4')
def any_on_bridge(lab):
    client, switch, server = (lab.network.host(name) for name in ('client', 'switch', 'server'))
    lab.network.wire(client, 'eth0', switch, 'left')
    lab.network.wire(server, 'eth0', switch, 'right')
    switch.ip('link add bridge0 type bridge', 'link set left master bridge0', 'link set right master bridge0',
              'link set bridge0 up')
    client.ip('address add 10.0.1.1/24 dev eth0', 'address add fd00:1::1/64 dev eth0 nodad')
    server.ip('address add 10.0.1.2/24 dev eth0', 'address add fd00:1::2/64 dev eth0 nodad')
    neighbours(client, 'eth0', ('10.0.1.2', server, 'eth0'), ('fd00:1::2', server, 'eth0'))
    neighbours(server, 'eth0', ('10.0.1.1', client, 'eth0'), ('fd00:1::1', client, 'eth0'))
    with recorded(lab, switch, 'any'):
        lab.burst(client, 4, '10.0.1.1', lab.ports('10.0.1.2'), 20)
        lab.burst(client, 6, 'fd00:1::1', lab.ports('fd00:1::2'), 20)


def translated(lab, hook, rule, to):
    """NAT on the router, captured at a random place: before it, behind it, or both on "any"."""
    lab.nat = True
    net = Three(lab.network)
    net.router.chain('ip', 'nat hook ' + hook, rule)
    place = lab.chance.choice([(net.client, 'eth0'), (net.server, 'eth0'), (net.router, 'any'), (net.router, 'any')])
    with recorded(lab, *place):
        lab.burst(net.client, 4, net.CLIENT[4], to, 25)


@scenario('v4 3/3')
def source_nat(lab):
    ports = lab.chance.choice(['', ' to :50000-50009', ' to :50000-50100 fully-random'])
    translated(lab, 'postrouting priority 100', 'oif "right" udp dport 1-65535 masquerade%s' % ports,
               lab.ports(Three.SERVER[4]))


@scenario('v4 3/3')
def destination_nat(lab):
    translated(lab, 'prerouting priority -100', 'iif "left" udp dport 5000-5001 dnat to 10.0.2.1:6000-6001',
               [('10.0.1.254', 5000), ('10.0.1.254', 5001)])


@scenario('v4 3/3')
def service(lab):
    """Both ends are translated, as on a Kubernetes node: the destination to a server, the source to the node itself."""
    lab.nat = True
    net = Three(lab.network)
    net.router.chain('ip', 'nat hook prerouting priority -100',
                     'iif "left" udp dport 5000 dnat to 10.0.2.1:6000', 'iif "left" udp dport 5001 dnat to 10.0.2.1:6001')
    # Without an id and a port that stays as it was, nothing proves that two frames show one datagram.
    ports, discovery = lab.chance.choice([('', None), (' fully-random', DONT)])
    net.router.chain('ip', 'nat hook postrouting priority 100', 'ct status dnat masquerade' + ports, name='source')
    with recorded(lab, net.router, 'any'):
        lab.burst(net.client, 4, '10.0.1.1', [('10.0.1.254', 5000), ('10.0.1.254', 5001)], 25, discovery=discovery)


@scenario('v4 3/3', 'v6 1/4')
def fragmented(lab):
    """The server reassembles the fragments and quotes the whole datagram."""
    net = Three(lab.network, slow=(0.02, 0.01) if lab.chance.random() < 0.5 else None)
    with recorded(lab, net.client, 'eth0', 0.1):
        for version in 4, 6:
            lab.burst(net.client, version, net.CLIENT[version], lab.ports(net.SERVER[version]), 12,
                      sizes=[1600, 3000, 4200], discovery=DONT)


@scenario('v4 11/0', 'v6 3/0')
def fragment_exceeded_ttl(lab):
    """The router quotes only the first fragment."""
    net = Three(lab.network, slow=(0.02, 0.01) if lab.chance.random() < 0.5 else None)
    with recorded(lab, net.client, 'eth0', 0.1):
        for version in 4, 6:
            lab.burst(net.client, version, net.CLIENT[version], lab.ports(net.SERVER[version]), 12,
                      sizes=[1600, 3000], discovery=DONT, hops=1)


@scenario('v4 11/1', 'v6 3/1')
def reassembly_time_exceeded(lab):
    """The later fragments are lost. The server quotes the first one when reassembly times out."""
    net = Three(lab.network)
    net.router.chain('inet', 'filter hook prerouting priority -500', 'ip frag-off & 0x1fff != 0 drop',
                     'frag frag-off > 0 drop')
    net.server.sysctl('ipv4/ipfrag_time', 1)
    net.server.sysctl('ipv6/ip6frag_time', 1)
    with recorded(lab, net.client, 'eth0', 1.5):
        for version in 4, 6:
            lab.burst(net.client, version, net.CLIENT[version], lab.ports(net.SERVER[version]), 12,
                      sizes=[1600, 3000], discovery=DONT)


def segments(lab, net):
    """Datagrams that the kernel or an interface cuts into segments."""
    with recorded(lab, net.client, 'eth0', 0.1):
        for version in 4, 6:
            for segment in (300, 500, 800, 1000):
                s = lab.socket(net.client, version, (net.CLIENT[version], 0), lab.chance.choice([DONT, WANT]),
                               segment=segment)
                to = lab.ports(net.SERVER[version], 1)[0]
                if lab.chance.random() < 0.5:
                    s.connect(to)
                    to = None
                for _ in range(lab.chance.choice([1, 1, 4])):
                    # The last segment may be shorter, and has a number too.
                    size = segment * lab.chance.randint(-(-1500 // segment), 8) + lab.chance.choice([0, 60, 250])
                    lab.send(s, to, size, segment)


@scenario('v4 3/3', 'v6 1/4', at_least=4)
def segmented(lab):
    """One captured frame, and one error that quotes all of it."""
    lab.blank = False
    segments(lab, Three(lab.network))


@scenario('v4 3/3', 'v6 1/4', at_least=4, cuts=(0,))
def segmented_on_the_way(lab):
    """One captured frame that becomes several further on, and an error about each of these."""
    lab.blank = False
    segments(lab, Three(lab.network, tap=(0.001, 0)))


@scenario('v4 3/3', 'v6 1/4', cuts=(0, packets.EXTENDED, None))
def alike_in_flight(lab):
    """Identical datagrams, many of which are sent before the first error is back."""
    lab.blank = True
    net = Three(lab.network, slow=(0.05, 0))
    with recorded(lab, net.client, 'eth0', 0.2):
        for version in 4, 6:
            lab.burst(net.client, version, net.CLIENT[version], lab.ports(net.SERVER[version]), 40, sizes=[64])


@scenario('v4 3/3', at_least=200)
def flood(lab):
    """More identical datagrams in one flow than are compared one by one."""
    net = Three(lab.network, slow=(0.1, 0))
    with recorded(lab, net.client, 'eth0', 0.4):
        lab.burst(net.client, 4, net.CLIENT[4], lab.ports(net.SERVER[4], 1), 900, sizes=[48])


@scenario('v4 3/3', 'v6 1/4', cuts=(0, 24, None))
def out_of_order(lab):
    """Datagrams and errors overtake each other."""
    net = Three(lab.network, slow=(0.01, 0.05))
    with recorded(lab, net.client, 'eth0', 0.2):
        for version in 4, 6:
            lab.burst(net.client, version, net.CLIENT[version], lab.ports(net.SERVER[version]), 40, gap=0.002)


@scenario('v4 3/3', 'v6 1/4', at_least=3)
def rate_limited(lab):
    """The server sends no error for most datagrams to a closed port. A program on another port receives and never replies."""
    net = Three(lab.network, limits=True)
    with recorded(lab, net.client, 'eth0', 0.2):
        for version in 4, 6:
            closed, quiet = lab.ports(net.SERVER[version])
            lab.socket(net.server, version, quiet)
            lab.burst(net.client, version, net.CLIENT[version], [closed], 60, gap=0.004)
            lab.delivered.update(lab.burst(net.client, version, net.CLIENT[version], [quiet], 20))


@scenario('v4 3/3', at_least=2)
def closed_open_closed(lab):
    """A port is closed, then open with a program that replies, then closed again; errors are rate limited."""
    net = Three(lab.network, limits=True)
    to = lab.ports(net.SERVER[4], 1)[0]
    with recorded(lab, net.client, 'eth0', 0.2):
        lab.burst(net.client, 4, net.CLIENT[4], [to], 15)
        program = lab.socket(net.server, 4, to)
        program.settimeout(5)
        for _ in range(5):
            lab.delivered.update(lab.burst(net.client, 4, net.CLIENT[4], [to], 1))
            program.sendto(b'answer', program.recvfrom(2048)[1])
        program.close()
        time.sleep(1.1)
        lab.burst(net.client, 4, net.CLIENT[4], [to], 15)


@scenario('v4 3/3', 'v6 1/4', at_least=1, cuts=(0, 16, None))
def everything_at_once(lab):
    """Errors of all kinds between port unreachables, over a slow link that reorders packets."""
    net = Three(lab.network, slow=(0.005, 0.03))
    impatient(net.router, 'right')
    net.router.chain('inet', 'filter hook forward priority 0',
                     'udp dport 7000-7004 reject with icmpx type admin-prohibited')
    with recorded(lab, net.client, 'eth0', 1):
        for turn in range(6):
            for version in 4, 6:
                target = lab.chance.choice([net.SERVER, net.NOBODY, net.NOWHERE])
                ports = lab.ports(net.SERVER[version], 1) + [(target[version], 7000), (target[version], 33434)]
                lab.burst(net.client, version, net.CLIENT[version], ports, 8, hops=1 if turn % 3 == 2 else None)


@scenario('v4 3/1')
def local_unreachable(lab):
    """The sender's own kernel finds no neighbor. The datagrams reach no wire, so the errors are orphans."""
    net = Three(lab.network)
    impatient(net.client, 'eth0')
    with recorded(lab, net.client, 'any', 1):
        lab.burst(net.client, 4, net.CLIENT[4], lab.ports('10.0.1.77'), 10, discovery=DONT)


@scenario('v4 3/3', 'v6 1/4', cuts=(0, packets.EXTENDED, None))
def capture_begins_late(lab):
    """The datagrams of the first errors were sent before the capture began; more datagrams of the same flows follow."""
    lab.blank = False
    net = Three(lab.network, slow=(0.8, 0.01))
    sockets = []
    for version in 4, 6:
        for discovery in DONT, DO:
            to = lab.ports(net.SERVER[version], 1)[0]
            sockets.append((lab.socket(net.client, version, (net.CLIENT[version], 0), discovery), to))
    for s, to in sockets:
        for _ in range(4):
            lab.send(s, to, 100)
    with recorded(lab, net.client, 'eth0', 1.8):
        for s, to in sockets:
            for _ in range(lab.chance.randint(1, 4)):
                lab.send(s, to, 100)


OUTER = {4: '203.0.113.7', 6: '2001:db8:7::7'}


@scenario('v4 3/3', 'v6 1/4')
def error_before_datagram(lab):
    """Each datagram is captured more than 10 ms after the previous one, and perhaps after its own error."""
    lab.early = True
    lab.rewrite = delivered_early(lab.chance)
    net = Three(lab.network)
    with recorded(lab, net.client, 'eth0'):
        for version in 4, 6:
            to = lab.ports(net.SERVER[version])
            for _ in range(12):
                lab.burst(net.client, version, net.CLIENT[version], to, 1, sizes=[64])
                time.sleep(0.012)


@scenario('v4 3/3', cuts=(0, 24, None))
def nat_leaves_the_quote(lab):
    """The NAT restores the destination of the errors, but not the addresses in their quotes."""
    lab.rewrite = not_translated_back(lab.chance, OUTER)
    bounce(lab, 4, Three.SERVER, discovery=DONT)


@scenario('v6 1/4', cuts=(24, packets.EXTENDED, None))
def v6_nat_leaves_the_quote(lab):
    lab.rewrite = not_translated_back(lab.chance, OUTER)
    bounce(lab, 6, Three.SERVER)


@scenario('v4 3/3', 'v6 1/4')
def rotated_files(lab):
    """A recording in three consecutive files. That is one place, so identical datagrams are different ones."""
    lab.rewrite = in_parts(3)
    net = Three(lab.network)
    with recorded(lab, net.client, 'eth0'):
        for version in 4, 6:
            lab.burst(net.client, version, net.CLIENT[version], lab.ports(net.SERVER[version]), 20)


@scenario('v4 3/3', 'v6 1/4')
def overlapping_files(lab):
    """Two simultaneous recordings, at both ends of the path. Every packet is in both."""
    net = Three(lab.network)
    with recorded(lab, net.client, 'eth0'), recorded(lab, net.server, 'eth0'):
        for version in 4, 6:
            lab.burst(net.client, version, net.CLIENT[version], lab.ports(net.SERVER[version]), 20)


@scenario('v4 3/3', 'v6 1/4')
def shared_ports(lab):
    """Several sockets send from one port, each with its own sequence of ids."""
    net = Three(lab.network)
    with recorded(lab, net.client, 'eth0'):
        for version in 4, 6:
            source = net.CLIENT[version], next(lab.source_ports)
            to = lab.ports(net.SERVER[version])
            sockets = []
            for peer in None, to[0], to[1]:
                s = lab.socket(net.client, version, None, lab.chance.choice([DONT, WANT, DO]))
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                s.bind(source)
                if peer:
                    s.connect(peer)
                sockets.append((s, peer))
            for _ in range(20):
                s, peer = lab.chance.choice(sockets)
                lab.send(s, None if peer else lab.chance.choice(to), 64)


def stream(lab, discovery, connected):
    """A router rejects one in 97 datagrams of a stream of 10 000. The others arrive and get no reply."""
    net = Three(lab.network)
    to = lab.ports(net.SERVER[4], 1)[0]
    net.router.chain('inet', 'filter hook forward priority 0',
                     'udp dport %d numgen inc mod 97 == 0 reject with icmp type admin-prohibited' % to[1])
    lab.socket(net.server, 4, to)
    s = lab.socket(net.client, 4, (net.CLIENT[4], next(lab.source_ports)), discovery)
    if connected:
        s.connect(to)
    with recorded(lab, net.client, 'eth0', octets=400):
        lab.delivered.update(lab.send(s, None if connected else to, 172) for _ in range(10000))


@scenario('v4 3/13', at_least=60, cuts=(0, 20, 112))
def long_stream(lab):
    stream(lab, lab.chance.choice([DONT, WANT]), True)


@scenario('v4 3/13', at_least=60, cuts=(0, 20, 112))
def long_stream_without_ids(lab):
    stream(lab, DO, False)


@scenario('v4 3/3', 'v6 1/4')
def rejected_in_part(lab):
    """A router reports the port as closed for some datagrams. A program receives the others and never replies."""
    net = Three(lab.network)
    to = {version: lab.ports(net.SERVER[version], 1)[0] for version in (4, 6)}
    net.router.chain('inet', 'filter hook forward priority 0', *(
        'udp dport %d numgen inc mod 3 == 0 reject with icmpx type port-unreachable' % port for _, port in to.values()))
    with recorded(lab, net.client, 'eth0'):
        for version in 4, 6:
            lab.socket(net.server, version, to[version])
            lab.delivered.update(lab.burst(net.client, version, net.CLIENT[version], [to[version]], 30))


@scenario('v4 3/3', 'v6 1/4', at_least=3)
def one_way_that_ends(lab):
    """A program receives a stream, never replies, and then ends. Few errors follow, and none comes before its end."""
    net = Three(lab.network, limits=True)
    with recorded(lab, net.client, 'eth0', 0.2):
        for version in 4, 6:
            to = lab.ports(net.SERVER[version], 1)[0]
            program = lab.socket(net.server, version, to)
            s = lab.socket(net.client, version, (net.CLIENT[version], next(lab.source_ports)))
            lab.delivered.update(lab.send(s, to, 160) for _ in range(20))
            lab.close(program)
            for _ in range(40):
                lab.send(s, to, 160)
