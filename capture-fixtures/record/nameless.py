#!/usr/bin/env python3
"""Takes the names of the recording machine out of a little-endian pcapng: its hardware and operating system.

  nameless.py CAPTURE
"""
import struct
import sys

OPTIONS_AFTER = {0x0A0D0D0A: 16, 1: 8}  # a section header and an interface description: octets before the options
NAMING = {0x0A0D0D0A: {2, 3}, 1: {12, 15}}  # shb_hardware, shb_os; if_os, if_hardware


def without(codes, options):
    kept, at = b'', 0
    while at < len(options):
        code, length = struct.unpack_from('<HH', options, at)
        end = at + 4 + (length + 3 & ~3)
        if code not in codes:
            kept += options[at:end]
        at = end
    return kept


def main():
    with open(sys.argv[1], 'rb') as f:
        octets = f.read()
    result, at = b'', 0
    while at < len(octets):
        kind, length = struct.unpack_from('<II', octets, at)
        body = octets[at + 8:at + length - 4]
        if kind in NAMING:
            fixed = OPTIONS_AFTER[kind]
            body = body[:fixed] + without(NAMING[kind], body[fixed:])
        total = struct.pack('<I', len(body) + 12)
        result += struct.pack('<I', kind) + total + body + total
        at += length
    with open(sys.argv[1], 'wb') as f:
        f.write(result)


main()
