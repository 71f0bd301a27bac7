"""Network namespaces as hosts, links between them, and captures on them.

Needs root, iproute2, nftables, tcpdump and, for slow links, /dev/net/tun.
"""
import contextlib
import ctypes
import os
import signal
import socket
import stat
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
WIRE = os.path.join(HERE, os.pardir, 'record', 'wire.py')
TUN = '/dev/net/tun'
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)
DEADLINE = 20  # seconds that a command may take


def setns(descriptor):
    if LIBC.setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), 'setns: ' + os.strerror(ctypes.get_errno()))


def await_word(word, stream):
    """Reads lines until one contains the word. Raises RuntimeError with the lines if none does."""
    said = []
    for line in stream:
        said.append(line)
        if word in line:
            return
    raise RuntimeError('ended without "%s": %s' % (word, ''.join(said).strip()))


class Host:
    """A network namespace with a loopback interface. ICMP errors are not rate limited, except with `limits`."""

    def __init__(self, network, name, limits=False):
        self.namespace = '%s-%s' % (network.prefix, name)
        subprocess.run(['ip', 'netns', 'add', self.namespace], check=True, timeout=DEADLINE)
        self.sysctl('ipv6/conf/all/accept_dad', 0)
        self.sysctl('ipv6/conf/default/accept_dad', 0)
        self.sysctl('ipv6/conf/default/router_solicitations', 0)
        if not limits:
            self.sysctl('ipv4/icmp_ratemask', 0)
            self.sysctl('ipv4/icmp_ratelimit', 0)
            self.sysctl('ipv6/icmp/ratelimit', 0)
            self.sysctl('ipv6/icmp/ratemask', '200')
        self.ip('link set lo up')

    @contextlib.contextmanager
    def entered(self):
        """Moves the calling thread into the namespace for the with statement."""
        home = os.open('/proc/thread-self/ns/net', os.O_RDONLY)
        there = os.open('/run/netns/' + self.namespace, os.O_RDONLY)
        try:
            setns(there)
            try:
                yield
            finally:
                setns(home)
        finally:
            os.close(there)
            os.close(home)

    def socket(self, family, kind=socket.SOCK_DGRAM, protocol=0):
        with self.entered():
            return socket.socket(family, kind, protocol)

    def sysctl(self, name, value):
        with self.entered(), open('/proc/sys/net/' + name, 'w') as f:
            f.write(str(value))

    def ip(self, *commands):
        self.run(['ip', '-n', self.namespace, '-batch', '-'], '\n'.join(commands))

    def chain(self, family, hook, *rules, name='rules'):
        """Adds a chain of nftables rules. `hook` is for example 'filter hook forward priority 0'."""
        text = 'table %s lab {\nchain %s {\ntype %s;\n%s\n}\n}\n' % (family, name, hook, '\n'.join(rules))
        self.run(['ip', 'netns', 'exec', self.namespace, 'nft', '-f', '-'], text)

    @staticmethod
    def run(command, text):
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=DEADLINE)
        if done.returncode != 0:
            raise RuntimeError('%s: %s' % (' '.join(command), done.stderr.strip()))


class Network:
    """Hosts and what runs on them. All are removed at the end of the with statement."""

    def __init__(self, prefix, folder):
        self.prefix = prefix
        self.folder = folder
        self.hosts = {}
        self.processes = []
        self.sockets = []
        self.captures = []

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        for s in self.sockets:
            s.close()
        for process in self.processes:
            process.kill()
            process.wait()
            process.stderr and process.stderr.close()
            process.stdout and process.stdout.close()
        for host in self.hosts.values():
            subprocess.run(['ip', 'netns', 'delete', host.namespace], timeout=DEADLINE)

    def host(self, name, **options):
        self.hosts[name] = Host(self, name, **options)
        return self.hosts[name]

    def open(self, host, family, source=None):
        s = host.socket(family)
        self.sockets.append(s)
        if source:
            s.bind(source)
        return s

    def wire(self, a, device_a, b, device_b):
        """Adds a fast link: two veth devices, with hardware addresses from `mac`."""
        a.ip('link add %s address %s type veth peer name %s address %s netns %s'
             % (device_a, mac(a, device_a), device_b, mac(b, device_b), b.namespace), 'link set %s up' % device_a)
        b.ip('link set %s up' % device_b)

    def slow_wire(self, a, device_a, b, device_b, delay, jitter):
        """Adds a link with a delay of `delay` to `delay` + `jitter` seconds, so that packets overtake each other."""
        if not os.path.exists(TUN):
            os.makedirs(os.path.dirname(TUN), exist_ok=True)
            os.mknod(TUN, 0o600 | stat.S_IFCHR, os.makedev(10, 200))
        process = subprocess.Popen(
            [sys.executable, WIRE, 'tap', str(delay), a.namespace, device_a, b.namespace, device_b, str(jitter)],
            stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        await_word('ready', process.stdout)
        for host, device in (a, device_a), (b, device_b):
            host.ip('link set %s address %s' % (device, mac(host, device)), 'link set %s up' % device)

    def capture(self, host, device, *options):
        self.captures.append(Capture(self, host, device, options))
        return self.captures[-1]


class Capture:
    """A tcpdump capture on a device, from now until `stop`."""

    def __init__(self, network, host, device, options):
        self.path = os.path.join(network.folder, 'recorded-%d.pcap' % len(network.captures))
        self.process = subprocess.Popen(
            ['ip', 'netns', 'exec', host.namespace, 'tcpdump', '-Z', 'root', '--immediate-mode', '-n', '-U', '-s', '9000',
             '-B', '32768', '-i', device, '--time-stamp-precision=nano', '-w', self.path, *options],
            stderr=subprocess.PIPE, text=True)
        network.processes.append(self.process)
        await_word('listening on', self.process.stderr)

    def stop(self, after=0):
        """Waits for `after` seconds, then until no more packets arrive, and ends the capture."""
        time.sleep(after)
        size, quiet = -1, 0
        while quiet < 6:
            time.sleep(0.05)
            now = os.path.getsize(self.path)
            quiet = quiet + 1 if now == size else 0
            size = now
        self.process.send_signal(signal.SIGINT)
        said = self.process.communicate(timeout=DEADLINE)[1]
        if ' 0 packets dropped by kernel' not in ' ' + said.replace('\n', ' '):
            raise RuntimeError('tcpdump: ' + said.strip())


def mac(host, device):
    octets = sum((host.namespace.rsplit('-', 1)[1] + device).encode()) & 0xFFFF
    return '02:00:00:00:%02x:%02x' % divmod(octets, 256)


def neighbours(host, device, *known):
    """Adds permanent neighbor entries, each (address, host, device)."""
    host.ip(*('neigh replace %s lladdr %s dev %s nud permanent' % (address, mac(other, there), device)
              for address, other, there in known))


class Three:
    """client 10.0.1.1 -- 10.0.1.254 router 10.0.2.254 -- 10.0.2.1 server; the same with fd00:1:: and fd00:2::."""

    CLIENT = {4: '10.0.1.1', 6: 'fd00:1::1'}
    SERVER = {4: '10.0.2.1', 6: 'fd00:2::1'}
    NOBODY = {4: '10.0.2.9', 6: 'fd00:2::9'}
    NOWHERE = {4: '10.9.9.9', 6: 'fd00:9::9'}

    def __init__(self, network, limits=False, slow=None, tap=None):
        """`slow`: (delay, jitter) of the link between client and router. `tap`: the same between router and server."""
        self.client = network.host('client', limits=limits)
        self.router = network.host('router', limits=limits)
        self.server = network.host('server', limits=limits)
        if slow:
            network.slow_wire(self.client, 'eth0', self.router, 'left', *slow)
        else:
            network.wire(self.client, 'eth0', self.router, 'left')
        if tap:
            network.slow_wire(self.router, 'right', self.server, 'eth0', *tap)
        else:
            network.wire(self.router, 'right', self.server, 'eth0')
        self.router.sysctl('ipv4/ip_forward', 1)
        self.router.sysctl('ipv6/conf/all/forwarding', 1)
        self.client.ip('address add 10.0.1.1/24 dev eth0', 'address add fd00:1::1/64 dev eth0 nodad',
                       'route add default via 10.0.1.254', 'route add default via fd00:1::254')
        self.router.ip('address add 10.0.1.254/24 dev left', 'address add fd00:1::254/64 dev left nodad',
                       'address add 10.0.2.254/24 dev right', 'address add fd00:2::254/64 dev right nodad')
        self.server.ip('address add 10.0.2.1/24 dev eth0', 'address add fd00:2::1/64 dev eth0 nodad',
                       'route add default via 10.0.2.254', 'route add default via fd00:2::254')
        client, router, server = self.client, self.router, self.server
        neighbours(client, 'eth0', ('10.0.1.254', router, 'left'), ('fd00:1::254', router, 'left'))
        neighbours(router, 'left', ('10.0.1.1', client, 'eth0'), ('fd00:1::1', client, 'eth0'))
        neighbours(router, 'right', ('10.0.2.1', server, 'eth0'), ('fd00:2::1', server, 'eth0'))
        neighbours(server, 'eth0', ('10.0.2.254', router, 'right'), ('fd00:2::254', router, 'right'))
