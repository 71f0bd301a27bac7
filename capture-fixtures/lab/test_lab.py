#!/usr/bin/env python3
"""Tests of the lab itself: it detects wrong answers, and hides numbers completely. Needs neither root nor a network."""
import contextlib
import io
import json
import os
import struct
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import evidence  # noqa: E402
import lab  # noqa: E402
import packets  # noqa: E402
import score  # noqa: E402

CLIENT, SERVER = bytes([10, 0, 1, 1]), bytes([10, 0, 2, 1])


def ip(source, destination, protocol, ident, body):
    head = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(body), ident, 0, 64, protocol, 0, source, destination)
    return head[:10] + struct.pack('>H', ~packets.total(head) & 0xFFFF) + head[12:] + body


def datagram(number, ident=0, source=CLIENT, destination=SERVER, ports=(40000, 1060), size=64):
    payload = packets.numbered(number, size)
    udp = struct.pack('>4H', *ports, 8 + size, 0) + payload
    pseudo = source + destination + struct.pack('>HH', packets.UDP, len(udp))
    return ip(source, destination, packets.UDP, ident, udp[:6] + struct.pack('>H', ~packets.total(pseudo + udp) & 0xFFFF)
              + udp[8:])


def error(quoted, kind=3, code=3, source=SERVER, ident=7):
    message = struct.pack('>BBHI', kind, code, 0, 0) + quoted
    message = message[:2] + struct.pack('>H', ~packets.total(message) & 0xFFFF) + message[4:]
    return ip(source, CLIENT, packets.ICMP, ident, message)


def capture(folder, *ip_packets, rewrite=None):
    path = os.path.join(folder, 'recorded.pcap')
    with open(path, 'wb') as f:
        f.write(struct.pack('<IHHiIII', packets.PCAP_NANOSECONDS, 2, 4, 0, 0, 65535, 1))
        for n, packet in enumerate(ip_packets):
            frame = bytes(12) + b'\x08\x00' + packet
            f.write(struct.pack('<IIII', 1000 + n, 0, len(frame), len(frame)) + frame)
    return evidence.Recording(path, rewrite=rewrite)


def bounce(frame, match, cause=None, candidates=None, **more):
    answer = {'match': match, **more}
    if cause:
        answer['cause_pcap_cnt'] = cause
    if candidates:
        answer.update(candidates=len(candidates), candidate_pcap_cnts=candidates)
    return {'event_type': 'icmp_error', 'pcap_cnt': frame, 'icmp_error': answer}


def outcome(frame, said):
    return {'event_type': 'udp_send', 'pcap_cnt': frame, 'udp_send': {'outcome': said}}


def summary(count):
    return {'event_type': 'summary', 'summary': {'packets': count}}


def ndjson(*events):
    return '\n'.join(map(json.dumps, events))


class FaultsTest(unittest.TestCase):
    """Three datagrams with ids, with an error about the first one before the third; then two identical ones without ids, and
    an error about the first of them."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        told, early, untold = datagram(1, 11), datagram(2, 12), datagram(3, 13)
        alike, other = datagram(4, ports=(40001, 1060)), datagram(5, ports=(40001, 1060))
        recording = capture(folder.name, told, early, error(told), untold, alike, other, error(alike, ident=8))
        self.truth = recording.hidden(os.path.join(folder.name, 'cut.pcap'), 0, True)

    def judge(self, *answers, count=7, **said):
        """Judges answers. Outcomes by frame, such as `f2='suppressed'`, are the right ones by default."""
        outcomes = {'f1': 'bounced', 'f2': 'no_error_seen', 'f4': 'suppressed', 'f5': 'bounced', 'f6': 'suppressed', **said}
        sends = [outcome(int(frame[1:]), what) for frame, what in outcomes.items()]
        result = score.score(self.truth, ndjson(*answers, *sends, summary(count)))
        return [fault for fault, _, _ in result.faults], result.counts

    def test_right_answers_are_no_fault(self):
        faults, counts = self.judge(bounce(3, 'exact', 1), bounce(7, 'ambiguous', 5, [5, 6]))
        self.assertEqual(faults, [])
        self.assertEqual((counts['exact_right'], counts['named'], counts['justified'], counts['contained']), (1, 1, 1, 1))
        self.assertEqual((counts['silent'], counts['suppressed']), (2, 2))

    def test_a_wrong_cause_is_a_fault_and_costs_precision(self):
        for match in 'exact', 'tuple':
            faults, counts = self.judge(bounce(3, match, 2), bounce(7, 'ambiguous', 5, [5, 6]))
            self.assertEqual(faults, ['wrong'])
            self.assertEqual((counts[match], counts[match + '_right'], counts['named']), (1, 0, 0))

    def test_a_lucky_guess_is_a_fault(self):
        self.assertEqual(self.judge(bounce(3, 'exact', 1), bounce(7, 'exact', 5))[0], ['overclaimed'])

    def test_not_to_decide_what_can_be_decided_is_a_fault(self):
        for answer in bounce(3, 'ambiguous', 1, [1, 2]), bounce(3, 'orphan'):
            self.assertEqual(self.judge(answer, bounce(7, 'ambiguous', 5, [5, 6]))[0], ['vague'])

    def test_an_ambiguous_set_without_the_cause_is_a_fault(self):
        self.assertEqual(self.judge(bounce(3, 'exact', 1), bounce(7, 'ambiguous', 6, [2, 6]))[0], ['excluded'])

    def test_an_ambiguous_set_that_is_too_large_is_a_fault(self):
        self.assertEqual(self.judge(bounce(3, 'exact', 1), bounce(7, 'ambiguous', 5, [1, 5, 6]))[0], ['padded'])

    def test_an_error_that_is_left_out_is_a_fault(self):
        self.assertEqual(self.judge(bounce(3, 'exact', 1))[0], ['missing'])

    def test_lost_packets_are_a_fault(self):
        faults, _ = self.judge(bounce(3, 'exact', 1), bounce(7, 'ambiguous', 5, [5, 6]), count=5)
        self.assertEqual(faults, ['missing'])

    def test_a_first_error_is_no_repetition(self):
        again = bounce(3, 'exact', 1, duplicate_of_pcap_cnt=2)
        self.assertEqual(self.judge(again, bounce(7, 'ambiguous', 5, [5, 6]))[0], ['repeated'])

    RIGHT = bounce(3, 'exact', 1), bounce(7, 'ambiguous', 5, [5, 6])

    def test_silence_of_a_closed_port_must_be_called_suppressed(self):
        faults, counts = self.judge(*self.RIGHT, f4='no_error_seen')
        self.assertEqual(faults, ['unsuppressed'])
        self.assertEqual((counts['silent'], counts['suppressed']), (2, 1))
        self.assertEqual(self.judge(*self.RIGHT, f6='no_error_seen')[0], ['unsuppressed'])

    def test_silence_before_the_first_error_must_not(self):
        self.assertEqual(self.judge(*self.RIGHT, f2='suppressed')[0], ['invented'])

    def test_which_of_alike_datagrams_was_suppressed_is_not_asked(self):
        answers = bounce(3, 'exact', 1), bounce(7, 'ambiguous', 6, [5, 6])
        self.assertEqual(self.judge(*answers, f5='suppressed', f6='bounced')[0], [])

    def test_how_many_of_them_were_is_asked(self):
        self.assertEqual(self.judge(*self.RIGHT, f5='suppressed')[0], ['invented'])
        self.assertEqual(self.judge(*self.RIGHT, f6='bounced')[0], ['unsuppressed'])

    def test_one_of_them_that_is_silent_must_be_called_suppressed(self):
        answers = bounce(3, 'exact', 1), bounce(7, 'ambiguous', 6, [5, 6])
        self.assertEqual(self.judge(*answers, f5='no_error_seen', f6='bounced')[0], ['unsuppressed'])

    def test_a_bounced_datagram_is_not_suppressed(self):
        self.assertEqual(self.judge(*self.RIGHT, f1='suppressed')[0], ['invented'])

    def test_a_fault_is_in_the_exit_status_and_in_the_report(self):
        result = score.score(self.truth, ndjson(bounce(3, 'exact', 2), bounce(7, 'exact', 5), summary(7)))
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            status = lab.conclude({'corrupted': result}, [])
        self.assertEqual(status, 1)
        self.assertIn('| corrupted | 2 | 50 % |', printed.getvalue())

    def test_a_lab_that_did_not_work_is_in_the_exit_status(self):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(lab.conclude({}, ['no network']), 3)
            self.assertEqual(lab.conclude({}, []), 3, 'nothing was judged')


class SilenceTest(unittest.TestCase):
    """A datagram that bounced, a datagram from the port to another host, and a datagram without a reply or an error."""

    def test_a_port_that_was_heard_from_may_be_open(self):
        with tempfile.TemporaryDirectory() as folder:
            sent = datagram(1, 11)
            heard = datagram(2, 12, source=SERVER, destination=bytes([10, 0, 9, 9]), ports=(1060, 5))
            recording = capture(folder, sent, error(sent), heard, datagram(3, 13))
            truth = recording.hidden(os.path.join(folder, 'cut.pcap'), 0, False)
        for said, faults in ('no_error_seen', []), ('suppressed', ['invented']):
            sends = outcome(1, 'bounced'), outcome(3, 'no_error_seen'), outcome(4, said)
            result = score.score(truth, ndjson(bounce(2, 'exact', 1), *sends, summary(4)))
            self.assertEqual([fault[0] for fault in result.faults], faults)

    def test_a_port_is_known_to_be_closed_for_a_minute(self):
        with tempfile.TemporaryDirectory() as folder:
            sent = datagram(1, 11)
            others = [datagram(number, source=bytes([10, 0, 8, number])) for number in range(2, 63)]
            recording = capture(folder, sent, error(sent), *others)
            truth = recording.hidden(os.path.join(folder, 'cut.pcap'), 0, False)
        self.assertEqual({send[0][0] for send in truth.silent(set())}, set(range(2, 62)))


class SightingsTest(unittest.TestCase):
    def test_a_second_sighting_is_a_repetition_and_any_sighting_is_the_cause(self):
        with tempfile.TemporaryDirectory() as folder:
            sent = datagram(1, 11)
            recording = capture(folder, sent, sent, error(sent), error(sent))
            truth = recording.hidden(os.path.join(folder, 'cut.pcap'), 0, False)
        answers = bounce(3, 'exact', 2), bounce(4, 'exact', 2, duplicate_of_pcap_cnt=3), summary(4)
        self.assertEqual(score.score(truth, ndjson(*answers)).faults, [])
        answers = bounce(3, 'exact', 1), bounce(4, 'exact', 1), summary(4)
        self.assertEqual([fault[0] for fault in score.score(truth, ndjson(*answers)).faults], ['repeated'])


class UnseenTest(unittest.TestCase):
    def test_an_error_of_a_datagram_before_the_capture_must_not_be_exact(self):
        with tempfile.TemporaryDirectory() as folder:
            recording = capture(folder, datagram(2, 12), error(datagram(1, 11)))
            truth = recording.hidden(os.path.join(folder, 'cut.pcap'), 0, False)
        for answer, faults in (
                (bounce(2, 'orphan'), []), (bounce(2, 'tuple', 1), []), (bounce(2, 'exact', 1), ['misled'])):
            result = score.score(truth, ndjson(answer, outcome(1, 'no_error_seen'), summary(2)))
            self.assertEqual([fault[0] for fault in result.faults if fault[0] != 'unsuppressed'], faults)


class EarlyErrorTest(unittest.TestCase):
    """An error is captured before the second of two datagrams."""

    def allowed(self, early, after):
        def rewrite(everything):
            for packet, time in zip(everything, (0, 10 ** 9, 10 ** 9 + after)):
                packet.move(time)
            return everything
        with tempfile.TemporaryDirectory() as folder:
            recording = capture(folder, datagram(1), error(datagram(2)), datagram(2), rewrite=rewrite)
            truth = recording.hidden(os.path.join(folder, 'cut.pcap'), 0, True, early)
        return {send[0][0] for send in truth.errors[0].allowed}

    def test_a_datagram_a_moment_later_may_be_the_cause(self):
        self.assertEqual(self.allowed(True, 10 ** 6), {1, 2})
        self.assertEqual(self.allowed(True, evidence.WAIT), {1, 2})

    def test_a_later_one_may_not(self):
        self.assertEqual(self.allowed(True, evidence.WAIT + 1), {1})
        self.assertEqual(self.allowed(False, 10 ** 6), {1})


class TranslatedQuoteTest(unittest.TestCase):
    OUTER = bytes([203, 0, 113, 7])

    def truth(self, folder, port):
        def rewrite(everything):
            everything[2].translate(self.OUTER, port)
            return everything
        sent = datagram(1, 11)
        recording = capture(folder, sent, datagram(2, 11, ports=(40001, 1060)), error(sent), rewrite=rewrite)
        return recording.hidden(os.path.join(folder, 'cut.pcap'), None, False)

    def test_what_fits_depends_on_the_port(self):
        with tempfile.TemporaryDirectory() as folder:
            for port, fit in (40000, {1}), (61000, {1}):
                found = self.truth(folder, port).errors[0]
                self.assertTrue(found.translated)
                self.assertEqual({send[0][0] for send in found.allowed}, fit)

    def test_it_must_be_said(self):
        with tempfile.TemporaryDirectory() as folder:
            truth = self.truth(folder, 40000)
        for more, faults in ({'translated': True}, []), ({}, ['untranslated']):
            answers = bounce(3, 'exact', 1, **more), outcome(1, 'bounced'), outcome(2, 'suppressed'), summary(3)
            faulty = [fault[0] for fault in score.score(truth, ndjson(*answers)).faults]
            self.assertEqual([fault for fault in faulty if fault not in ('unsuppressed', 'invented')], faults)

    def test_the_quote_is_sound(self):
        with tempfile.TemporaryDirectory() as folder:
            self.truth(folder, 61000)
            packet = packets.read(os.path.join(folder, 'cut.pcap'))[1][2]
        quote = packet.quote
        octets = bytes(packet.octets[14:])
        self.assertEqual((bytes(quote.source), quote.ports), (self.OUTER, struct.pack('>HH', 61000, 1060)))
        self.assertEqual(packets.total(octets[28:48]), 0xFFFF)
        self.assertEqual(packets.total(quote.pseudo_header() + octets[48:]), 0xFFFF)
        self.assertEqual(packets.total(octets[20:]), 0xFFFF)


class SeveralFilesTest(unittest.TestCase):
    def test_frames_count_in_their_own_files(self):
        def rewrite(everything):
            everything[2].file = everything[3].file = 1
            return everything
        with tempfile.TemporaryDirectory() as folder:
            one, other = datagram(1, 11), datagram(2, 12)
            recording = capture(folder, one, other, error(one), error(other, ident=8), rewrite=rewrite)
            truth = recording.hidden(os.path.join(folder, 'cut.pcap'), 0, False)
            self.assertEqual([len(packets.read(path)[1]) for path in truth.paths], [2, 2])
        first, second = truth.paths
        for named, faults in (1, ['wrong']), (2, []):
            answers = [bounce(1, 'exact', 1, cause_pcap_filename=first), bounce(2, 'exact', named, cause_pcap_filename=first),
                       outcome(1, 'bounced'), outcome(2, 'bounced'), summary(4)]
            for answer in answers[:2]:
                answer['pcap_filename'] = second
            for answer in answers[2:4]:
                answer['pcap_filename'] = first
            self.assertEqual([fault[0] for fault in score.score(truth, ndjson(*answers)).faults], faults)


class HidingTest(unittest.TestCase):
    def hide(self, kept, blank, *ip_packets):
        with tempfile.TemporaryDirectory() as folder:
            recording = capture(folder, *ip_packets)
            path = os.path.join(folder, 'cut.pcap')
            recording.hidden(path, kept, blank)
            return packets.read(path)[1]

    def test_a_cut_error_is_sound(self):
        sent = datagram(1, 11)
        for kept in 0, 16, 32:
            _, packet = self.hide(kept, False, sent, error(sent))
            octets = bytes(packet.octets[14:])
            self.assertEqual(len(octets), 20 + 8 + 20 + 8 + kept)
            self.assertEqual(struct.unpack_from('>H', octets, 2)[0], len(octets))
            self.assertEqual(packets.total(octets[:20]), 0xFFFF)
            self.assertEqual(packets.total(octets[20:]), 0xFFFF)
            self.assertIsNone(packet.quote.number)

    def test_an_extended_error_is_sound(self):
        sent = datagram(1, 11)
        _, packet = self.hide(packets.EXTENDED, False, sent, error(sent))
        octets = bytes(packet.octets[14:])
        self.assertEqual(len(octets), 20 + 8 + 128 + 12)
        self.assertEqual(octets[25] * 4, 128)
        self.assertEqual(packets.total(octets[20:]), 0xFFFF)
        self.assertEqual(packets.total(octets[-12:]), 0xFFFF)
        self.assertEqual(packet.quote.payload, packets.numbered(1, 64))

    def test_blanked_datagrams_are_alike_and_sound(self):
        one, other = datagram(1), datagram(70000)
        found = self.hide(None, True, one, other, error(one), error(other))
        self.assertEqual(found[0].octets, found[1].octets)
        self.assertEqual(found[2].octets, found[3].octets)
        sent = found[0].datagram
        self.assertEqual(packets.total(sent.pseudo_header() + bytes(sent.octets[sent.udp:])), 0xFFFF)
        self.assertEqual(found[2].quote.checksum, sent.checksum)
        self.assertEqual(packets.total(bytes(found[2].octets[34:])), 0xFFFF)


if __name__ == '__main__':
    unittest.main()
