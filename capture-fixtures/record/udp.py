#!/usr/bin/env python3
"""The two ends of an experiment: sends UDP datagrams with given payloads, or answers them.

  udp.py send [OPTIONS] DESTINATION=PAYLOAD...    each an address:port and a text; PAYLOAD*3 sends it three times
  udp.py answer ADDRESS:PORT COUNT                a live peer that returns COUNT datagrams to their senders
  udp.py ping ADDRESS                             one ICMP echo request, and no wait for the reply

IPv6 addresses stand in brackets, as in [::1]:1060. One line a call is printed, as strace would.
"""
import argparse
import errno
import re
import socket
import time

# linux/in.h, linux/in6.h, linux/udp.h; the socket module does not name them
IP_MTU_DISCOVER, IPV6_MTU_DISCOVER = 10, 23
PMTUDISC_DONT, PMTUDISC_DO = 0, 2
UDP_SEGMENT = 103
SO_NO_CHECK = 11


def address(text):
    host, port = text.rsplit(':', 1)
    return host.strip('[]'), int(port)


def family(text):
    return socket.AF_INET6 if text.startswith('[') else socket.AF_INET


def open_socket(options):
    s = socket.socket(family(options.source), socket.SOCK_DGRAM)
    v6 = s.family == socket.AF_INET6
    if options.ttl:
        s.setsockopt(socket.IPPROTO_IPV6 if v6 else socket.IPPROTO_IP,
                     socket.IPV6_UNICAST_HOPS if v6 else socket.IP_TTL, options.ttl)
    if options.discovery is not None:
        s.setsockopt(socket.IPPROTO_IPV6 if v6 else socket.IPPROTO_IP,
                     IPV6_MTU_DISCOVER if v6 else IP_MTU_DISCOVER, options.discovery)
    if options.ip_options:
        s.setsockopt(socket.IPPROTO_IP, socket.IP_OPTIONS, bytes.fromhex(options.ip_options))
    if options.segment:
        s.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, options.segment)
    if options.no_checksum:
        s.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, 1)
    s.bind(address(options.source))
    return s


def payloads(argument):
    text, times = re.fullmatch(r'(.*?)(?:\*(\d+))?', argument).groups()
    return [text] * int(times or 1)


def send(options):
    s = open_socket(options)
    connected_to = None
    for argument in options.datagram:
        destination, payload = argument.split('=', 1)
        for text in payloads(payload):
            if options.connect and destination != connected_to:
                s.connect(address(destination))
                connected_to = destination
            if options.drain:
                pending = s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if pending:
                    print('getsockopt(SO_ERROR) = %s' % errno.errorcode[pending])
            octets = text.encode().ljust(options.size, b'.')
            try:
                s.send(octets) if options.connect else s.sendto(octets, address(destination))
                print('send(%s, %r) = %d' % (destination, text, len(octets)))
            except OSError as e:
                print('send(%s, %r) = -1 %s' % (destination, text, errno.errorcode[e.errno]))
            time.sleep(options.gap)
    if options.receive:
        s.settimeout(options.linger)
        try:
            print('recv() = %r' % s.recv(2048))
        except OSError as e:
            print('recv() = -1 %s' % (errno.errorcode[e.errno] if e.errno else 'time-out'))
    else:
        time.sleep(options.linger)


def answer(options):
    s = socket.socket(family(options.address), socket.SOCK_DGRAM)
    s.settimeout(20)
    s.bind(address(options.address))
    print('ready', flush=True)
    for _ in range(options.count):
        octets, sender = s.recvfrom(65535)
        s.sendto(b're:' + octets, sender)


def ping(options):
    echo = bytes.fromhex('0800 b7fd 4000 0001') + b'\0\1'  # type 8, checksum, identifier, sequence, two octets
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as s:
        s.sendto(echo, (options.address, 0))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    sender = commands.add_parser('send')
    sender.set_defaults(run=send)
    sender.add_argument('--source', required=True, help='address:port to bind; its form decides the family')
    sender.add_argument('--connect', action='store_true', help='connect() before send()')
    sender.add_argument('--drain', action='store_true', help='take the pending error before each send')
    sender.add_argument('--receive', action='store_true', help='recv() at the end')
    sender.add_argument('--size', type=int, default=0, help='fill payloads with dots up to this size')
    sender.add_argument('--gap', type=float, default=0, help='seconds after each send')
    sender.add_argument('--linger', type=float, default=0, help='seconds to keep the socket open')
    sender.add_argument('--ttl', type=int, help='TTL or hop limit')
    sender.add_argument('--fragment', dest='discovery', action='store_const', const=PMTUDISC_DONT, help='never DF')
    sender.add_argument('--dont-fragment', dest='discovery', action='store_const', const=PMTUDISC_DO,
                        help='always DF; the IPv4 id of an unconnected socket is then 0')
    sender.add_argument('--ip-options', metavar='HEX')
    sender.add_argument('--segment', type=int, metavar='SIZE', help='UDP_SEGMENT: the kernel cuts the payload')
    sender.add_argument('--no-checksum', action='store_true')
    sender.add_argument('datagram', nargs='+', metavar='DESTINATION=PAYLOAD')
    peer = commands.add_parser('answer')
    peer.set_defaults(run=answer)
    peer.add_argument('address')
    peer.add_argument('count', type=int)
    echo = commands.add_parser('ping')
    echo.set_defaults(run=ping)
    echo.add_argument('address')
    options = parser.parse_args()
    options.run(options)


main()
