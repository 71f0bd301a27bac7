"""The truth of a recording, and what of it can be known from the evidence that is left in the capture."""
import packets

MTU = 1500  # what an Ethernet carries in one piece


class Recording:
    """A capture in which every number can be seen, and the capture that is made of it, in which they cannot."""

    def __init__(self, path):
        self.path = path
        self.header, self.packets = packets.read(path)
        self.numbers = {}
        for packet in self.packets:
            found = packet.datagram or packet.quote
            if found and found.number:
                self.numbers[packet.frame] = found.number
        self.kinds = {}
        for packet in self.packets:
            if packet.quote:
                if packet.frame not in self.numbers:
                    raise RuntimeError('%s: the error in frame %d quotes no number' % (path, packet.frame))
                kind = 'v%d %d/%d' % (packet.version, *packet.kind)
                self.kinds[kind] = self.kinds.get(kind, 0) + 1

    def hidden(self, path, kept, blank):
        """Writes the capture with quotes of `kept` octets of payload, whole ones if that is None, or EXTENDED ones.

        With `blank` the numbers are taken out of the datagrams as well, which are then alike.
        """
        header, copies = packets.read(self.path)
        for packet in copies:
            number = self.numbers.get(packet.frame)
            if number and blank:
                (packet.datagram or packet.quote).blank(number)
            if packet.quote and kept == packets.EXTENDED:
                packet.extend()
            elif packet.quote and (kept is not None or blank):
                packet.cut(len(packet.octets) if kept is None else kept)
        packets.write(path, header, copies)
        truth = Truth(path, self.numbers)
        if sum(error.of_first for error in truth.errors) != sum(self.kinds.values()):
            raise RuntimeError('%s: %d errors of %s are left' % (path, len(truth.errors), self.kinds))
        return truth


class Truth:
    """What is true of a capture whose numbers are hidden.

    A send is a datagram by its number, part and flow, however often it is seen.
    """

    def __init__(self, path, numbers):
        self.path = path
        _, everything = packets.read(path)
        self.count = len(everything)
        self.sends = {}  # (number, flow): frames
        self.send_of_frame = {}
        self.errors = []  # Error
        self.unseen = set()  # frames of errors whose datagrams were not captured
        first = {}
        alike = {}  # flow and length: (send, its first sighting), in the order of time
        wholes = {}  # fragments of IPv6: send
        uncut = {}  # flow: the same of sends that are to be cut into segments yet
        for packet in everything:
            number = numbers.get(packet.frame)
            if packet.datagram and number:
                send = number, packet.datagram.flow
                if send not in self.sends:
                    alike.setdefault((send[1], packet.datagram.length), []).append((send, packet.datagram))
                    if packet.datagram.fragment:
                        wholes[packet.datagram.whole] = send
                    if packet.datagram.end - packet.datagram.ip > MTU:
                        uncut.setdefault(send[1], []).append((send, packet.datagram))
                self.sends.setdefault(send, []).append(packet)
                self.send_of_frame[packet.frame] = send
            elif packet.quote:
                flow, length = packet.quote.flow, packet.quote.length
                fit = allowed(packet.quote, alike.get((flow, length), []))
                fit = fit or allowed_whole(packet.quote, uncut.get(flow, []))
                self.add(Error(packet, self.send(number, flow), self, fit), first)
            elif packet.later_fragment and packet.later_fragment.whole in wholes:
                cause = wholes[packet.later_fragment.whole]
                self.add(Error(packet, cause, self, {cause}), first)

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
        """The sends that met a port known to be closed and that no error is about. All were sent within a minute."""
        bounced = {error.cause for error in self.errors}
        closed = {destination(error.cause) for error in self.errors if error.is_port_unreachable}
        return {send for send in self.sends if send not in bounced and destination(send) in closed
                and send[0][0] not in delivered}


def destination(send):
    """Address and port."""
    _, (_, address, ports) = send
    return address, ports[2:]


class Error:
    """An ICMP error: the send that caused it, and the sends that it may be about for all that can be seen.

    The cause is not among the sends where these were not captured.
    """

    def __init__(self, packet, cause, truth, fit):
        self.frame, self.kind, self.version = packet.frame, packet.kind, packet.version
        self.cause = cause
        self.captured = cause in truth.sends
        self.is_port_unreachable = (packet.version, *packet.kind) in ((4, 3, 3), (6, 1, 4))
        self.identity = cause, packet.kind, packet.source
        self.of_first = packet.quote is not None
        self.is_segment = (self.of_first and self.captured
                           and truth.sends[cause][0].datagram.length > packet.quote.length)
        self.repeats = None
        self.allowed = fit


def allowed(quote, sends):
    """Of sends of the quoted flow and length those whose payload begins as the quoted one, and among them those of the
    same id if there are any, and among these those of the same checksum if there are any."""
    fit = [each for each in sends if begins_alike(each[1].payload, quote.payload)]
    same_id = [each for each in fit if each[1].id == quote.id]
    fit = same_id or fit
    same_checksum = [each for each in fit if quote.checksum and each[1].checksum == quote.checksum]
    return {send for send, _ in same_checksum or fit}


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
