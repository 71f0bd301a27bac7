"""Does what a socket's own line of events does not explain; the name of the experiment is the first argument."""
import ctypes
import fcntl
import select
import socket
import struct
import sys
import time

HOST = "127.0.0.1"
CLOSED = 1060
SOL_UDP, UDP_SEGMENT = 17, 103
IP_MTU_DISCOVER, IP_RECVERR, PMTUDISC_DO = 10, 11, 2
SO_TIMESTAMPING = 37
TX_SOFTWARE, RX_SOFTWARE, REPORT_SOFTWARE = 2, 8, 16


def udp(port=0, host=HOST):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(0.3)
    if port:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind((host, port))
    return s


def attempt(call, *arguments):
    try:
        return call(*arguments)
    except OSError:
        return None


def wait(s):
    poll = select.poll()
    poll.register(s, select.POLLIN)
    poll.poll(300)


def shared_port():
    """A server answers from its listener a client that has gone, for whom it also has a connected socket."""
    listener = udp(4433)
    client = udp(50001)
    connected = udp(4433)
    connected.connect((HOST, 50001))
    client.close()
    listener.sendto(b"again", (HOST, 50001))
    attempt(listener.recv, 100)
    attempt(connected.recv, 100)


def rebound_port():
    """A late error of one socket finds another one at its port. Nobody answers for 10.9.0.2."""
    first = udp(50010, "10.9.0.1")
    first.sendto(b"first", ("10.9.0.2", 9))
    first.close()
    second = udp(50010, "10.9.0.1")
    second.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
    second.connect(("10.9.0.2", 9))
    second.settimeout(10)
    wait_long = select.poll()
    wait_long.register(second, 0)
    wait_long.poll(10_000)
    attempt(second.send, b"second")


def refused():
    """The firewall of this host refuses what is sent; its error goes to the next send."""
    s = udp()
    s.connect((HOST, CLOSED))
    for _ in range(3):
        attempt(s.send, b"123")
        time.sleep(0.05)


def set_feature(name, on):
    """Sets a feature of lo, as ethtool -K does."""
    def ask(request):
        octets = ctypes.create_string_buffer(request, len(request))
        ifreq = struct.pack("16sP", b"lo", ctypes.addressof(octets)) + bytes(16)
        with socket.socket() as s:
            fcntl.ioctl(s, 0x8946, ifreq)
        return octets.raw

    info = ask(struct.pack("=IIQI", 0x37, 0, 1 << 4, 0))
    count = struct.unpack_from("=I", info, 16)[0]
    strings = ask(struct.pack("=III", 0x1B, 4, count) + bytes(32 * count))
    names = [strings[12 + 32 * i:44 + 32 * i].rstrip(b"\0").decode() for i in range(count)]
    blocks = [[0, 0] for _ in range((count + 31) // 32)]
    index = names.index(name)
    blocks[index // 32] = [1 << index % 32, on << index % 32]
    ask(struct.pack("=II", 0x3B, len(blocks)) + b"".join(struct.pack("=II", *block) for block in blocks))


def segments(by_option):
    """One message that the kernel cuts into three datagrams before it captures them."""
    set_feature("tx-udp-segmentation", 0)
    s = udp()
    s.connect((HOST, CLOSED))
    message = b"A" * 1000 + b"B" * 1000 + b"C" * 500
    if by_option:
        s.setsockopt(SOL_UDP, UDP_SEGMENT, 1000)
        s.send(message)
    else:
        s.sendmsg([message], [(SOL_UDP, UDP_SEGMENT, struct.pack("=H", 1000))])
    time.sleep(0.1)
    attempt(s.recv, 100)


def timestamp():
    """The error queue holds no error, and poll answers POLLERR."""
    receiver = udp(50030)
    s = udp()
    s.connect((HOST, 50030))
    s.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPING, TX_SOFTWARE | RX_SOFTWARE | REPORT_SOFTWARE)
    s.send(b"ntp")
    time.sleep(0.1)
    wait(s)
    s.recvmsg(100, 512, socket.MSG_ERRQUEUE)
    receiver.recv(100)


def polled_and_closed():
    """It learns of the error by POLLERR, and asks no further."""
    s = udp()
    s.connect((HOST, CLOSED))
    s.send(b"123")
    wait(s)
    s.close()


def refusals():
    """Sends that fail by themselves."""
    s = udp()
    s.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_DO)
    s.connect((HOST, CLOSED))
    attempt(s.send, b"x" * 2000)
    attempt(s.send, b"x" * 2000)
    unconnected = udp()
    attempt(unconnected.sendto, b"123", ("10.200.0.1", 7))
    attempt(unconnected.sendto, b"123", ("10.201.0.1", 7))


def queued_by_this_host():
    """The error queue says which MTU a send was too large for."""
    s = udp()
    s.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
    s.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_DO)
    attempt(s.sendto, b"x" * 2000, (HOST, CLOSED))
    wait(s)
    s.recvmsg(100, 512, socket.MSG_ERRQUEUE)


def told_then_too_large():
    """A pending error stays pending while sends fail by their own size."""
    s = udp()
    s.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, PMTUDISC_DO)
    s.connect((HOST, CLOSED))
    s.send(b"123")
    attempt(s.send, b"x" * 2000)
    s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)


def icmp_first():
    """An error is on the wire a moment before the datagram that it quotes, which somebody receives."""
    server = udp(50021)
    s = udp(50020)
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    for number in range(1000):
        payload = b"sixteen octets or more, %d" % number
        message = port_unreachable(50020, 50021, payload)
        began = time.monotonic()
        raw.sendto(message, (HOST, 0))
        s.sendto(payload, (HOST, 50021))
        if time.monotonic() - began < 0.005:
            break
    server.recv(100)


def port_unreachable(source, destination, payload):
    host = socket.inet_aton(HOST)
    length = 28 + len(payload)
    quoted = struct.pack("!BBHHHBBH4s4s", 0x45, 0, length, 0, 0x4000, 64, 17, 0, host, host)
    quoted += struct.pack("!4H", source, destination, length - 20, 0) + payload
    message = struct.pack("!BBHI", 3, 3, 0, 0) + quoted
    octets = message + b"\0" * (len(message) % 2)
    total = sum(struct.unpack("!%dH" % (len(octets) // 2), octets))
    total = (total >> 16) + (total & 0xFFFF)
    return message[:2] + struct.pack("!H", ~(total + (total >> 16)) & 0xFFFF) + message[4:]


def two_sockets():
    """One is told, the other never is."""
    s = udp()
    s.connect((HOST, CLOSED))
    s.send(b"123")
    attempt(s.send, b"456")
    udp().sendto(b"789", (HOST, CLOSED))


if __name__ == "__main__":
    globals()[sys.argv[1]](*(int(argument) for argument in sys.argv[2:]))
