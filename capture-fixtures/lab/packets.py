"""Packets of the lab's captures: decoding them, reading their numbers, and hiding the numbers.

Every payload begins with 32 identical octets; the number follows:

   0  filler (32)
  32  mark (4), number (4), part (2), filler to the end

A datagram of several segments repeats this in each segment, with the part counted from 0.
"""
import functools
import struct

PCAP_NANOSECONDS = 0xA1B23C4D
LINK_HEADS = {1: (14, 12), 113: (16, 14), 276: (20, 0)}  # octets before IP, offset of the EtherType
FILLER = b'.'
NUMBER_AT = 32
MARK = b'\xb0\x1e\xda\x7a'
NUMBERED = struct.Struct('>4sIH')
LEAST_PAYLOAD = NUMBER_AT + NUMBERED.size

ICMP, UDP, ICMPV6, FRAGMENT = 1, 17, 58, 44
EXTENDED = 'extended'  # a quote in the form of RFC 4884: 128 octets, padded with zeros, and an extension
EXTENDED_OCTETS = 128
EXTENSION_LENGTHS = {4: (5, 4), 6: (4, 8)}  # offset of the quote's length in the ICMP header, and its unit
EXTENDABLE = {4: {3, 11, 12}, 6: {1, 3}}
ERRORS = {4: {3, 4, 5, 11, 12}, 6: {1, 2, 3, 4}}


def numbered(number, size, segment=0):
    """Returns a payload of `size` octets. `segment` is the size of its segments, 0 for none."""
    segment = segment or size
    payload = b''
    for part in range(-(-size // segment)):
        piece = FILLER * NUMBER_AT + NUMBERED.pack(MARK, number, part)
        payload += piece.ljust(segment, FILLER)[:min(segment, size - len(payload))]
    return payload


def read_pcap(path):
    """Reads a capture of tcpdump. Returns the 24 octets of its header, and (record header, octets) of each packet."""
    with open(path, 'rb') as f:
        octets = f.read()
    if struct.unpack_from('<I', octets)[0] != PCAP_NANOSECONDS:
        raise ValueError(path + ': not a nanosecond pcap of this machine')
    packets, at = [], 24
    while at + 16 <= len(octets):
        length = struct.unpack_from('<I', octets, at + 8)[0]
        packets.append((octets[at:at + 16], octets[at + 16:at + 16 + length]))
        at += 16 + length
    return octets[:24], packets


def fold(total):
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def total(octets):
    if len(octets) % 2:
        octets += b'\0'
    return fold(sum(struct.unpack('>%dH' % (len(octets) // 2), octets)))


def update(checksum, old, new):
    """Returns a checksum after some of the octets that it covers were replaced (RFC 1624 section 3)."""
    return ~fold((~checksum & 0xFFFF) + (~total(old) & 0xFFFF) + total(new)) & 0xFFFF


class Datagram:
    """A UDP datagram or the beginning of one, in a frame or in a quote: offsets and fields."""

    def __init__(self, octets, ip, end):
        """Reads the IP packet in octets[ip:end]. `udp` is None if that does not hold the beginning of a UDP datagram."""
        self.octets, self.ip = octets, ip
        self.version = octets[ip] >> 4
        self.udp = None
        self.id = self.label = 0
        offset = 0
        if self.version == 4:
            self.protocol = octets[ip + 9]
            self.id, offset = struct.unpack_from('>HH', octets, ip + 4)
            self.fragment = offset & 0x3FFF != 0
            offset &= 0x1FFF
            self.at = ip + (octets[ip] & 15) * 4
            claimed = struct.unpack_from('>H', octets, ip + 2)[0] or end - ip
            self.source, self.destination = octets[ip + 12:ip + 16], octets[ip + 16:ip + 20]
        else:
            self.protocol, self.at = octets[ip + 6], ip + 40
            self.fragment = self.protocol == FRAGMENT
            self.label = struct.unpack_from('>I', octets, ip)[0] & 0xFFFFF
            claimed = 40 + struct.unpack_from('>H', octets, ip + 4)[0]
            self.source, self.destination = octets[ip + 8:ip + 24], octets[ip + 24:ip + 40]
            if self.fragment:
                self.protocol, offset, self.id = struct.unpack_from('>BxHI', octets, self.at)
                offset &= ~7
                self.at += 8
        self.end = min(end, ip + claimed)
        self.first = offset == 0 and len(octets) > ip
        if self.first and self.protocol == UDP and self.end - self.at >= 8:
            self.udp = self.at
            self.ports = bytes(octets[self.at:self.at + 4])
            self.length, self.checksum = struct.unpack_from('>HH', octets, self.at + 4)
            self.flow = bytes(self.source), bytes(self.destination), self.ports

    @functools.cached_property
    def payload(self):
        return bytes(self.octets[self.udp + 8:min(self.end, self.udp + self.length)])

    @property
    def whole(self):
        """The key that all fragments of a datagram have in common."""
        return bytes(self.source), bytes(self.destination), self.id

    @property
    def number(self):
        """(number, part), or None if not visible."""
        payload = self.payload[NUMBER_AT:LEAST_PAYLOAD]
        if len(payload) < NUMBERED.size or payload[:4] != MARK:
            return None
        return NUMBERED.unpack(payload)[1:]

    def translate(self, address, port):
        """Replaces the source address and port as a NAT does, and updates the checksums (RFC 3022 section 4.2)."""
        start = self.ip + (12 if self.version == 4 else 8)
        old = bytes(self.octets[start:start + len(address)]) + self.ports[:2]
        offloaded = self.is_offloaded()
        self.octets[start:start + len(address)] = address
        struct.pack_into('>H', self.octets, self.udp, port)
        moved = Datagram(self.octets, self.ip, self.end)
        new = address + struct.pack('>H', port)
        if offloaded:
            struct.pack_into('>H', self.octets, self.udp + 6, total(moved.pseudo_header()))
        elif self.checksum:
            struct.pack_into('>H', self.octets, self.udp + 6, update(self.checksum, old, new) or 0xFFFF)
        if self.version == 4:
            head = struct.unpack_from('>H', self.octets, self.ip + 10)[0]
            struct.pack_into('>H', self.octets, self.ip + 10, update(head, old[:4], address))
        return Datagram(self.octets, self.ip, self.end)

    def pseudo_header(self):
        return bytes(self.source + self.destination) + struct.pack('>HH', UDP, self.length)

    def is_offloaded(self):
        """Returns whether the checksum is only the sum of the pseudo-header, which the interface would complete."""
        return self.checksum == total(self.pseudo_header())

    def blank(self, number):
        """Removes the number from the payload, and from the checksum, which covers it even if the quote ends before it."""
        if self.checksum and not self.is_offloaded():
            words = NUMBERED.pack(MARK, *number)
            fixed = update(self.checksum, words, FILLER * len(words)) or 0xFFFF
            struct.pack_into('>H', self.octets, self.udp + 6, fixed)
            self.checksum = fixed
        start = self.udp + 8 + NUMBER_AT
        if self.number:
            self.octets[start:start + NUMBERED.size] = FILLER * NUMBERED.size
            del self.payload


class Packet:
    """A frame: its record header and octets, and either its `datagram`, or the `quote` if it is an ICMP error.

    An error about a later fragment, as in IPv6, has that fragment as `later_fragment` and has no quote.
    """

    def __init__(self, frame, link, head, octets):
        self.frame, self.link, self.head, self.octets = frame, link, head, bytearray(octets)
        self.file = 0  # ordinal of the file that it is in
        seconds, nanoseconds = struct.unpack_from('<II', head)
        self.time = seconds * 10 ** 9 + nanoseconds
        self.datagram = self.quote = self.later_fragment = None
        self.source = self.destination = None
        self.ip, type_at = LINK_HEADS[link]
        if struct.unpack_from('>H', octets, type_at)[0] not in (0x0800, 0x86DD):
            return
        found = Datagram(self.octets, self.ip, len(octets))
        self.source, self.destination = bytes(found.source), bytes(found.destination)
        if found.udp is not None:
            self.datagram = found
        elif found.protocol == {4: ICMP, 6: ICMPV6}[found.version] and found.first:
            self.icmp, self.end = found.at, found.end
            self.kind = self.octets[self.icmp], self.octets[self.icmp + 1]
            if self.kind[0] in ERRORS[found.version] and self.end - self.icmp >= 8 + 28:
                quote = Datagram(self.octets, self.icmp + 8, min(self.end, self.icmp + 8 + self.quoted()))
                if quote.udp is not None:
                    self.quote = quote
                elif not quote.first and quote.protocol == UDP:
                    self.later_fragment = quote

    def quoted(self):
        """Returns the number of octets before the extensions; without extensions, more octets than there are."""
        place, unit = EXTENSION_LENGTHS[self.version]
        length = self.octets[self.icmp + place] * unit if self.kind[0] in EXTENDABLE[self.version] else 0
        return length or len(self.octets)

    @property
    def version(self):
        return self.octets[self.ip] >> 4

    def move(self, time):
        """Sets the capture time, in nanoseconds since 1970."""
        self.time = time
        self.head = struct.pack('<II', *divmod(time, 10 ** 9)) + self.head[8:]

    def copy(self):
        copy = Packet(self.frame, self.link, self.head, self.octets)
        copy.file = self.file
        return copy

    def translate(self, address, port):
        """Replaces the source address and port in the quote."""
        self.quote = self.quote.translate(address, port)
        self.close()

    def cut(self, kept):
        """Cuts the quoted payload to `kept` octets."""
        del self.octets[min(self.end, self.quote.udp + 8 + kept):]
        self.close()

    def extend(self):
        """Makes the quote 128 octets long and appends an extension with an MPLS label."""
        quote = self.icmp + 8
        del self.octets[min(self.end, quote + EXTENDED_OCTETS):]
        if self.kind[0] in EXTENDABLE[self.version]:
            self.octets.extend(bytes(quote + EXTENDED_OCTETS - len(self.octets)))
            place, unit = EXTENSION_LENGTHS[self.version]
            self.octets[self.icmp + place] = EXTENDED_OCTETS // unit
            label = struct.pack('>BBHHBBI', 0x20, 0, 0, 8, 1, 1, 0x0001_0140)
            self.octets.extend(label[:2] + struct.pack('>H', ~total(label) & 0xFFFF) + label[4:])
        self.close()

    def close(self):
        """Sets lengths and checksums for the octets that are present."""
        end = self.end = len(self.octets)
        o, ip, icmp = self.octets, self.ip, self.icmp
        o[icmp + 2:icmp + 4] = b'\0\0'
        if self.version == 4:
            struct.pack_into('>H', o, ip + 2, end - ip)
            o[ip + 10:ip + 12] = b'\0\0'
            struct.pack_into('>H', o, ip + 10, ~total(bytes(o[ip:icmp])) & 0xFFFF)
            whole = b''
        else:
            struct.pack_into('>H', o, ip + 4, end - ip - 40)
            whole = bytes(o[ip + 8:ip + 40]) + struct.pack('>IHBB', end - icmp, 0, 0, ICMPV6)
        struct.pack_into('>H', o, icmp + 2, ~total(whole + bytes(o[icmp:end])) & 0xFFFF)

    def record(self):
        return self.head[:8] + struct.pack('<II', len(self.octets), len(self.octets)) + bytes(self.octets)


def read(path):
    """Returns the header of a file and its packets."""
    header, records = read_pcap(path)
    link = struct.unpack_from('<I', header, 20)[0]
    return header, [Packet(frame, link, *record) for frame, record in enumerate(records, 1)]


def merge(paths):
    """Returns the header of the first file, and the packets of all files in time order with frame numbers from 1."""
    files = [read(path) for path in paths]
    everything = []
    for number, (_, found) in enumerate(files):
        for packet in found:
            packet.file = number
            everything.append(packet)
    everything.sort(key=lambda packet: packet.time)
    return files[0][0], numbered_throughout(everything)


def numbered_throughout(everything):
    for frame, packet in enumerate(everything, 1):
        packet.frame = frame
    return everything


def write(path, header, packets):
    with open(path, 'wb') as f:
        f.write(header)
        for packet in packets:
            f.write(packet.record())
