"""The truth of a recording, and what of it can be known from the evidence that is left in the capture."""
import os

import packets

MTU = 1500  # what an Ethernet carries in one piece
WAIT = 10 * 10 ** 6  # how long after an error its datagram may be captured, nanoseconds
REACH = 60 * 10 ** 9  # how long a port unreachable tells that a port is closed, nanoseconds


class Recording:
    """Captures in which every number can be seen, and those that are made of them, in which they cannot."""

    def __init__(self, *paths, rewrite=None):
        """Reads files that were recorded at the same time. `rewrite` is given their packets, by time, and returns them as
        they are to be, in the order of the file."""
        self.path = paths[0]
        self.header, recorded = packets.merge(paths)
        self.packets = packets.numbered_throughout(rewrite(recorded) if rewrite else recorded)
        self.files = max((packet.file for packet in self.packets), default=0) + 1
        self.numbers = {}
        for packet in self.packets:
            found = packet.datagram or packet.quote
            if found and found.number:
                self.numbers[packet.frame] = found.number
        self.kinds = {}
        for packet in self.packets:
            if packet.quote:
                if packet.frame not in self.numbers:
                    raise RuntimeError('%s: the error in frame %d quotes no number' % (self.path, packet.frame))
                kind = 'v%d %d/%d' % (packet.version, *packet.kind)
                self.kinds[kind] = self.kinds.get(kind, 0) + 1

    def hidden(self, path, kept, blank, early=False):
        """Writes the captures with quotes of `kept` octets of payload, whole ones if that is None, or EXTENDED ones.

        With `blank` the numbers are taken out of the datagrams as well, which are then alike. Of several captures each
        has its number before the end of its name. `early`: see Truth.
        """
        copies = [packet.copy() for packet in self.packets]
        for packet in copies:
            number = self.numbers.get(packet.frame)
            if number and blank:
                (packet.datagram or packet.quote).blank(number)
            if packet.quote and kept == packets.EXTENDED:
                packet.extend()
            elif packet.quote and (kept is not None or blank):
                packet.cut(len(packet.octets) if kept is None else kept)
        base, end = os.path.splitext(path)
        paths = [path] if self.files == 1 else ['%s-%d%s' % (base, n, end) for n in range(self.files)]
        for n, each in enumerate(paths):
            packets.write(each, self.header, [packet for packet in copies if packet.file == n])
        truth = Truth(paths, [packet.copy() for packet in copies], self.numbers, early)
        if sum(error.of_first for error in truth.errors) != sum(self.kinds.values()):
            raise RuntimeError('%s: %d errors of %s are left' % (path, len(truth.errors), self.kinds))
        return truth


class Truth:
    """What is true of a capture whose numbers are hidden.

    A send is a datagram by its number, part and flow, however often it is seen.
    """

    def __init__(self, paths, everything, numbers, early=False):
        """`early`: whether errors may be captured before their datagrams."""
        self.path, self.paths = paths[0], paths
        self.count = len(everything)
        self.places = places(paths, everything)
        self.sends = {}  # (number, flow): frames
        self.send_of_frame = {}
        self.errors = []  # Error
        self.unseen = set()  # frames of errors whose datagrams were not captured
        self.heard = {}  # (address, port): times when a datagram came from there
        self.senders = {}  # (number, address): flow
        first = {}
        alike = {}  # flow and length: (send, its first sighting), in the order of time
        towards = {}  # source address, destination, port and length: the same
        wholes = {}  # fragments of IPv6: send
        uncut = {}  # flow: the same of sends that are to be cut into segments yet
        waiting = []  # errors, until what comes later cannot be their cause any more
        for packet in everything:
            number = numbers.get(packet.frame)
            while waiting and waiting[0].time + WAIT < packet.time:
                self.take(waiting.pop(0), numbers, alike, towards, uncut, first)
            if packet.datagram:
                self.heard.setdefault(source(packet.datagram.flow), []).append(packet.time)
            if packet.datagram and number:
                send = number, packet.datagram.flow
                if send not in self.sends:
                    sent = send, packet.datagram
                    alike.setdefault((send[1], packet.datagram.length), []).append(sent)
                    towards.setdefault(way(packet.source, packet.datagram), []).append(sent)
                    self.senders[number, packet.source] = send[1]
                    if packet.datagram.fragment:
                        wholes[packet.datagram.whole] = send
                    if packet.datagram.end - packet.datagram.ip > MTU:
                        uncut.setdefault(send[1], []).append(sent)
                self.sends.setdefault(send, []).append(packet)
                self.send_of_frame[packet.frame] = send
            elif packet.quote and early:
                waiting.append(packet)
            elif packet.quote:
                self.take(packet, numbers, alike, towards, uncut, first)
            elif packet.later_fragment and packet.later_fragment.whole in wholes:
                cause = wholes[packet.later_fragment.whole]
                self.add(Error(packet, cause, self, {cause}), first)
        for packet in waiting:
            self.take(packet, numbers, alike, towards, uncut, first)

    def take(self, packet, numbers, alike, towards, uncut, first):
        """Takes an error that quotes a datagram or the first fragment of one."""
        number, quote = numbers.get(packet.frame), packet.quote
        flow = quote.flow
        fit = allowed(quote, alike.get((flow, quote.length), []))
        fit = fit or allowed_whole(quote, uncut.get(flow, []))
        translated = not fit and packet.destination != bytes(quote.source)
        if translated:
            fit = allowed_translated(quote, towards.get(way(packet.destination, quote), []))
            flow = self.senders.get((number, packet.destination), flow)
        self.add(Error(packet, self.send(number, flow), self, fit, translated), first)

    def add(self, error, first):
        """Takes an error; `first` has the first one of each identity."""
        if error.captured and error.cause not in error.allowed:
            raise RuntimeError('%s: the lab itself does not find the cause of frame %d' % (self.path, error.frame))
        if not error.captured:
            self.unseen.add(error.frame)
        error.repeats = first.get(error.identity)
        first.setdefault(error.identity, error)
        self.errors.append(error)

    def send(self, number, flow):
        """The send of this number and part; of its first part where its parts were captured as one."""
        exact = number, flow
        return exact if exact in self.sends else ((number[0], 0), flow)

    def silent(self, delivered):
        """The sends that met a port known to be closed, and that no error is about."""
        bounced = {error.cause for error in self.errors}
        return {send for send in self.met_closed(True) if send not in bounced and send[0][0] not in delivered}

    def met_closed(self, certain):
        """The sends after a port unreachable for where they go, within a minute and before anything came from there.

        An error whose datagram was not captured may be tied to another one or not, and so tell of the port or not; it
        counts unless the answer is to be `certain`.
        """
        closed = {}
        for error in self.errors:
            if error.is_port_unreachable and (error.captured or not certain):
                closed.setdefault(destination(error.cause[1]), []).append(error.time)
        return {send for send, seen in self.sends.items()
                if self.is_closed(destination(send[1]), closed.get(destination(send[1]), []), seen[0].time)}

    def is_closed(self, port, errors, time):
        return any(error < time <= error + REACH
                   and not any(error <= heard <= time for heard in self.heard.get(port, [])) for error in errors)


def places(paths, everything):
    """Frame by file and by number in that file; the file None stands for the only one."""
    counts = [0] * len(paths)
    found = {}
    for packet in everything:
        counts[packet.file] += 1
        found[paths[packet.file], counts[packet.file]] = packet.frame
        if len(paths) == 1:
            found[None, counts[packet.file]] = packet.frame
    return found


def way(address, datagram):
    """What the datagrams of a host to a port have in common that are equally long."""
    return address, destination(datagram.flow), datagram.length


def source(flow):
    """Address and port."""
    address, _, ports = flow
    return address, ports[:2]


def destination(flow):
    """Address and port."""
    _, address, ports = flow
    return address, ports[2:]


class Error:
    """An ICMP error: the send that caused it, and the sends that it may be about for all that can be seen.

    The cause is not among the sends where these were not captured.
    """

    def __init__(self, packet, cause, truth, fit, translated=False):
        self.frame, self.time, self.kind, self.version = packet.frame, packet.time, packet.kind, packet.version
        self.cause = cause
        self.captured = cause in truth.sends
        self.translated = translated
        # A router says nothing of the port behind it.
        self.is_port_unreachable = ((packet.version, *packet.kind) in ((4, 3, 3), (6, 1, 4))
                                    and packet.source == cause[1][1])
        self.identity = cause, packet.kind, packet.source
        self.of_first = packet.quote is not None
        self.is_segment = (self.of_first and self.captured
                           and truth.sends[cause][0].datagram.length > packet.quote.length)
        self.repeats = None
        self.allowed = fit


def allowed(quote, sends):
    """Of sends of the quoted flow and length those whose payload begins as the quoted one, and among them those of the
    same flow label, id and checksum, one after the other, if there are any."""
    fit = [each for each in sends if begins_alike(each[1].payload, quote.payload)]
    fit = [each for each in fit if each[1].label == quote.label] or fit
    same_id = [each for each in fit if each[1].id == quote.id]
    fit = same_id or fit
    same_checksum = [each for each in fit if quote.checksum and each[1].checksum == quote.checksum]
    return {send for send, _ in same_checksum or fit}


def allowed_translated(quote, sends):
    """The same of an error that went to another host than it quotes: of what that host has sent to the quoted port those
    whose payload begins alike, and that have the same id and flow label; of those if there are any those of the same
    source port."""
    fit = [each for each in sends if begins_alike(each[1].payload, quote.payload)
           and (each[1].id, each[1].label) == (quote.id, quote.label)]
    same_port = [each for each in fit if each[1].ports == quote.ports]
    return {send for send, _ in same_port or fit}


def allowed_whole(segment, sends):
    """Of long sends of the quoted flow those that the quoted datagram may be a segment of by its id, which in IPv4 is
    that of the send and its ordinal. The payload is not looked at: for quotes of 8 octets."""
    if segment.version == 6:
        return {send for send, _ in sends}
    size = segment.length - 8
    return {send for send, whole in sends if (segment.id - whole.id & 0xFFFF) * size < whole.length - 8}


def begins_alike(one, other):
    length = min(len(one), len(other))
    return one[:length] == other[:length]
