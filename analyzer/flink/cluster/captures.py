#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a rotated set of captures of made-up traffic, a part of which bounces: captures.py FOLDER FILES PACKETS."""

import pathlib
import random
import struct
import sys

PCAP_NANOS = struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 1)
ETHERNET = bytes(12) + b"\x08\x00"
START = 1_700_000_000
# Of the datagrams, a fifth goes to destinations that errors are about.
QUOTED = 0.2
BOUNCING = 0.05


def ip4(protocol, source, destination, identification, payload):
    header = struct.pack(
        "!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), identification, 0x4000, 64, protocol, 0, source, destination
    )
    total = sum(struct.unpack("!10H", header))
    total = (total & 0xFFFF) + (total >> 16)
    total = (total & 0xFFFF) + (total >> 16)
    return header[:10] + struct.pack("!H", ~total & 0xFFFF) + header[12:] + payload


def datagram(source, source_port, destination, port, identification, payload):
    udp = struct.pack("!HHHH", source_port, port, 8 + len(payload), 0) + payload
    return ip4(17, source, destination, identification, udp)


def unreachable(packet):
    message = struct.pack("!BBHI", 3, 3, 0, 0) + packet
    if len(message) % 2:
        message += b"\0"
    total = sum(struct.unpack(f"!{len(message) // 2}H", message))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    message = message[:2] + struct.pack("!H", ~total & 0xFFFF) + message[4:]
    return ip4(1, packet[16:20], packet[12:16], 0, message)


def write(path, packets, first_ns, randoms):
    """Writes one file and returns the time after its last frame."""
    time_ns = first_ns
    count = 0
    with open(path, "wb") as out:
        out.write(PCAP_NANOS)
        while count < packets:
            time_ns += randoms.randrange(2_000)
            quoted = randoms.random() < QUOTED
            # Errors are about 10.2.0.0/16 alone.
            destination = bytes((10, 2 if quoted else 1, randoms.randrange(8), randoms.randrange(250)))
            source = bytes((10, 0, randoms.randrange(4), randoms.randrange(250)))
            packet = datagram(
                source, 4000 + randoms.randrange(20), destination, 53, randoms.randrange(1, 65536), b"some payload %d" % count
            )
            frames = [(time_ns, packet)]
            if quoted and randoms.random() < BOUNCING / QUOTED:
                frames.append((time_ns + 400, unreachable(packet)))
            for at, each in frames:
                size = len(ETHERNET) + len(each)
                out.write(struct.pack("<IIII", START + at // 1_000_000_000, at % 1_000_000_000, size, size))
                out.write(ETHERNET)
                out.write(each)
                count += 1
    return time_ns + 1_000


def main():
    folder, files, packets = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    randoms = random.Random(1)
    time_ns = 0
    for i in range(files):
        time_ns = write(folder / f"capture-{i:03}.pcap", packets, time_ns, randoms)


if __name__ == "__main__":
    main()
