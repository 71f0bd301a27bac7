"""The truth about a recording, and what the evidence that is left in the capture can prove."""
import os

import packets

MTU = 1500  # octets of IP in one Ethernet frame, at most
WAIT = 10 * 10 ** 6  # nanoseconds by which a datagram may be captured after its error
REACH = 60 * 10 ** 9  # nanoseconds for which a port counts as closed after a port unreachable


class Recording:
    """A capture in which all numbers are visible, from which captures with hidden numbers are made."""

    def __init__(self, *paths, rewrite=None):
        """Reads files that were recorded at the same time.

        `rewrite` gets their packets in time order, and returns the packets to use in the order of the file.
        """
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

    def hidden(self, path, kept, blank, early=False, nat=False):
        """Writes the captures with hidden numbers and returns their Truth.

        `kept` is the number of payload octets that the quotes keep; None keeps all, EXTENDED makes extended quotes. With
        `blank` the numbers are removed from the datagrams too, which are then identical. If there are several captures,
        the name of each has its number before the extension. `early`, `nat`: see Truth.
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
        truth = Truth(paths, [packet.copy() for packet in copies], self.numbers, early, nat)
        if sum(error.of_first for error in truth.errors) != sum(self.kinds.values()):
            raise RuntimeError('%s: %d errors of %s are left' % (path, len(truth.errors), self.kinds))
        return truth


class Truth:
    """The truth about a capture with hidden numbers.

    A send is identified by number, part and flow, however often the datagram was captured. If its addresses or ports were
    translated between, the flow is that of the first frame.
    """

    def __init__(self, paths, everything, numbers, early=False, nat=False):
        """`early`: whether an error may be captured before its datagram; `nat`: whether a host between translates."""
        self.nat = nat
        self.first_flows = {}  # number: flow of the first frame
        self.path, self.paths = paths[0], paths
        self.count = len(everything)
        self.places = places(paths, everything)
        self.sends = {}  # (number, flow): frames
        self.send_of_frame = {}
        self.errors = []  # Error
        self.unseen = set()  # frames of errors whose datagrams were not captured
        self.heard = {}  # (address, port): times of the datagrams from there
        self.senders = {}  # (number, address): flow
        first = {}
        alike = {}  # (flow, length): (send, its first sighting), in time order
        towards = {}  # (source address, destination and port, length): the same
        wholes = {}  # IPv6 fragments: send
        uncut = {}  # flow: the same, of sends that will be cut into segments
        waiting = []  # errors, until no later datagram can be their cause
        for packet in everything:
            number = numbers.get(packet.frame)
            while waiting and waiting[0].time + WAIT < packet.time:
                self.take(waiting.pop(0), numbers, alike, towards, uncut, first)
            if packet.datagram:
                self.heard.setdefault(source(packet.datagram.flow), []).append(packet.time)
            if packet.datagram and number:
                flow = packet.datagram.flow
                send = number, self.first_flows.setdefault(number, flow) if nat else flow
                sent = send, packet.datagram
                known = alike.setdefault((flow, packet.datagram.length), [])
                if send not in [each[0] for each in known]:
                    known.append(sent)
                if send not in self.sends:
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
        """Adds an error that quotes a datagram or the first fragment of one."""
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
        """Adds an error. `first` maps each identity to its first error."""
        if error.captured and error.cause not in error.allowed:
            raise RuntimeError('%s: the lab itself does not find the cause of frame %d' % (self.path, error.frame))
        if not error.captured:
            self.unseen.add(error.frame)
        error.repeats = first.get(error.identity)
        first.setdefault(error.identity, error)
        self.errors.append(error)

    def send(self, number, flow):
        """Returns the send with this number and part; that of the first part if the parts were captured as one datagram."""
        exact = number, self.first_flows.get(number, flow)
        return exact if exact in self.sends else ((number[0], 0), flow)

    def silent(self, delivered):
        """Returns the sends to a port known to be closed that no error is about."""
        bounced = {error.cause for error in self.errors}
        return {send for send in self.met_closed(True) if send not in bounced and send[0][0] not in delivered}

    def met_closed(self, certain):
        """Returns the sends within a minute after a port unreachable for their destination, before a datagram came from it.

        An error whose datagram was not captured may or may not be matched to another one, and only a matched error shows
        that a port is closed. Such an error counts only if the answer need not be `certain`.
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
    """Returns frames by (file, number in that file). The file None stands for the only file."""
    counts = [0] * len(paths)
    found = {}
    for packet in everything:
        counts[packet.file] += 1
        found[paths[packet.file], counts[packet.file]] = packet.frame
        if len(paths) == 1:
            found[None, counts[packet.file]] = packet.frame
    return found


def way(address, datagram):
    """Returns the key that datagrams of one length from a host to a port have in common."""
    return address, destination(datagram.flow), datagram.length


def source(flow):
    """Returns address and port."""
    address, _, ports = flow
    return address, ports[:2]


def destination(flow):
    """Returns address and port."""
    _, address, ports = flow
    return address, ports[2:]


class Error:
    """An ICMP error: the send that caused it, and the sends that the evidence allows as its cause.

    If the cause was not captured, it is not among them.
    """

    def __init__(self, packet, cause, truth, fit, translated=False):
        self.frame, self.time, self.kind, self.version = packet.frame, packet.time, packet.kind, packet.version
        self.cause = cause
        self.captured = cause in truth.sends
        self.translated = translated
        # An error from a router proves nothing about the port at the destination.
        self.is_port_unreachable = ((packet.version, *packet.kind) in ((4, 3, 3), (6, 1, 4))
                                    and packet.source == (packet.quote.flow if packet.quote else cause[1])[1])
        # A host that translates the destination also makes itself the source of the errors.
        self.identity = cause, packet.kind, None if truth.nat else packet.source
        self.of_first = packet.quote is not None
        self.is_segment = (self.of_first and self.captured
                           and truth.sends[cause][0].datagram.length > packet.quote.length)
        self.repeats = None
        self.allowed = fit


def allowed(quote, sends):
    """Returns the sends of the quoted flow and length that the quote allows.

    Their payload begins with the quoted one. Among these, sends with the same flow label are preferred, then those with the
    same id, then those with the same checksum, each if there are any.
    """
    fit = [each for each in sends if begins_alike(each[1].payload, quote.payload)]
    fit = [each for each in fit if each[1].label == quote.label] or fit
    same_id = [each for each in fit if each[1].id == quote.id]
    fit = same_id or fit
    same_checksum = [each for each in fit if quote.checksum and each[1].checksum == quote.checksum]
    return {send for send, _ in same_checksum or fit}


def allowed_translated(quote, sends):
    """Returns the sends that a quote allows if the error was sent to a host other than the quoted source.

    `sends` are those of that host to the quoted port. The payload must begin alike, and id and flow label must be equal. Sends
    with the quoted source port are preferred, if there are any.
    """
    fit = [each for each in sends if begins_alike(each[1].payload, quote.payload)
           and (each[1].id, each[1].label) == (quote.id, quote.label)]
    same_port = [each for each in fit if each[1].ports == quote.ports]
    return {send for send, _ in same_port or fit}


def allowed_whole(segment, sends):
    """Returns the long sends of the quoted flow of which the quoted datagram may be a segment.

    The id decides: in IPv4, that of a segment is the id of the send plus its ordinal. The payload is not compared, because
    the quotes have 8 octets.
    """
    if segment.version == 6:
        return {send for send, _ in sends}
    size = segment.length - 8
    return {send for send, whole in sends if (segment.id - whole.id & 0xFFFF) * size < whole.length - 8}


def begins_alike(one, other):
    length = min(len(one), len(other))
    return one[:length] == other[:length]
