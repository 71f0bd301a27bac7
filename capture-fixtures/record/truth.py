#!/usr/bin/env python3
"""Writes truth.json beside a recorded capture, from what the experiment knows: every payload has its own number.

  truth.py CAPTURE [--in-order MATCH | --translated HOW]

Two frames of one flow with the same payload are one datagram seen twice; with --translated, those of two flows as well,
because a translator (NAT) changes addresses and ports between them: "surely", or "likely" where the frames themselves
do not prove it. Where payloads cannot tell, the experiment
knows the order: with --in-order the n-th error of a flow is about its n-th datagram, and MATCH (exact or ambiguous)
says whether a quote is enough to know that. The IP id, checksums and lengths are not looked at, because the analyzer
does.
"""
import argparse
import json
import os
import struct

ERRORS = {4: {3, 4, 5, 11, 12}, 6: {1, 2, 3, 4}}
EXTENSION_HEADERS = {0, 43, 60}


def frames(octets):
    """(link type, octets) of each packet of a little-endian pcap or pcapng, as this machine records them."""
    if octets[:4] == b'\x0a\x0d\x0d\x0a':
        at, links = 0, []
        while at < len(octets):
            kind, length = struct.unpack_from('<II', octets, at)
            if kind == 1:
                links.append(struct.unpack_from('<H', octets, at + 8)[0])
            elif kind == 6:
                iface, _, _, captured = struct.unpack_from('<IIII', octets, at + 8)
                yield links[iface], octets[at + 28:at + 28 + captured]
            at += length
    else:
        link = struct.unpack_from('<I', octets, 20)[0]
        at = 24
        while at < len(octets):
            captured = struct.unpack_from('<I', octets, at + 8)[0]
            yield link, octets[at + 16:at + 16 + captured]
            at += 16 + captured


def ip_packet(link, frame):
    head = {1: 14, 101: 0, 113: 16, 276: 20}[link]
    return frame[head:] if link == 101 or ether_type(link, frame) in (0x0800, 0x86DD) else b''


def ether_type(link, frame):
    return struct.unpack_from('>H', frame, {1: 12, 113: 14, 276: 0}[link])[0]


def upper_layer(ip):
    """(version, source, destination, protocol, fragment offset, octets) or None."""
    if len(ip) >= 20 and ip[0] >> 4 == 4:
        offset = (struct.unpack_from('>H', ip, 6)[0] & 0x1FFF) * 8
        total = struct.unpack_from('>H', ip, 2)[0]
        return 4, ip[12:16], ip[16:20], ip[9], offset, ip[(ip[0] & 15) * 4:total]
    if len(ip) >= 40 and ip[0] >> 4 == 6:
        end = 40 + struct.unpack_from('>H', ip, 4)[0]
        protocol, at, offset = ip[6], 40, 0
        while protocol in EXTENSION_HEADERS or protocol == 44:
            if protocol == 44:
                offset, length = struct.unpack_from('>H', ip, at + 2)[0] & ~7, 8
            else:
                length = (ip[at + 1] + 1) * 8
            protocol, at = ip[at], at + length
        return 6, ip[8:24], ip[24:40], protocol, offset, ip[at:end]
    return None


def datagram(ip):
    """(flow, payload) of a UDP datagram or of its first fragment."""
    found = upper_layer(ip)
    if not found or found[3] != 17 or found[4] != 0 or len(found[5]) < 8:
        return None
    _, source, destination, _, _, udp = found
    sport, dport = struct.unpack_from('>HH', udp)
    return (source, sport, destination, dport), udp[8:]


def quote(ip):
    """(flow, payload) of the datagram that an ICMP error quotes."""
    found = upper_layer(ip)
    if not found or found[3] != {4: 1, 6: 58}[found[0]] or found[4] != 0:
        return None
    return datagram(found[5][8:]) if found[5][0] in ERRORS[found[0]] else None


def begins_alike(one, other):
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def by_payload(errors, sends, translated):
    """Every payload is sent once; an error that comes again is a duplicate."""
    first = {}
    for number, (flow, payload) in errors:
        causes = [frame for frame, (sent_flow, sent) in sends
                  if (translated or sent_flow == flow) and begins_alike(sent, payload)]
        if not causes:
            yield {'frame': number, 'match': 'orphan'}
            continue
        error = {'frame': number, 'cause': causes[0]}
        if translated != 'likely':
            error['match'] = 'exact'
        if len(causes) > 1:
            error['sightings'] = causes
        if causes[0] in first:
            error['duplicate_of'] = first[causes[0]]
        first.setdefault(causes[0], number)
        yield error


def by_order(errors, sends, match):
    for nth, (number, _) in enumerate(errors):
        candidates = [frame for frame, _ in sends if frame < number]
        error = {'frame': number, 'cause': sends[nth][0], 'match': match}
        if match == 'ambiguous':
            if len(candidates) == 1:
                error['match'] = 'exact'
            else:
                error['candidates'] = candidates
        yield error


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('capture')
    parser.add_argument('--in-order', choices=['exact', 'ambiguous'], metavar='MATCH')
    parser.add_argument('--translated', choices=['surely', 'likely'], metavar='HOW')
    options = parser.parse_args()
    with open(options.capture, 'rb') as f:
        packets = [ip_packet(*frame) for frame in frames(f.read())]
    errors = [(number, quote(ip)) for number, ip in enumerate(packets, 1) if quote(ip)]
    sends = [(number, datagram(ip)) for number, ip in enumerate(packets, 1) if datagram(ip)]
    answers = by_order(errors, sends, options.in_order) if options.in_order else by_payload(errors, sends, options.translated)
    lines = ',\n'.join('    ' + json.dumps(error) for error in answers)
    with open(os.path.join(os.path.dirname(options.capture), 'truth.json'), 'w') as f:
        f.write('{\n  "packets": %d,\n  "errors": [\n%s\n  ]\n}\n' % (len(packets), lines))


main()
