"""Compares the output of the analyzer with the truth.

For each error the analyzer names one datagram (exact, tuple), several (ambiguous) or none (orphan). The truth is one
datagram, and the evidence in the capture allows one or several. The faults:

  missing       an error has no event
  wrong         the datagram that is named is not the cause
  overclaimed   one datagram is named, even if it is the right one, but the evidence allows several
  vague         none or several are named, but the evidence allows only one
  excluded      several are named, and the cause is not among them
  padded        datagrams are named that the evidence rules out
  misled        a datagram is named as exact, or against the evidence, but the cause was sent before the capture began
  repeated      an error is reported as a repetition but is the first one about its cause, or the other way round
  untranslated  an error whose quote a NAT did not restore is not reported as translated, or another error is
  folded        two frames are reported as one datagram but are two, or addresses were not translated as reported
  unfolded      two frames of a datagram whose addresses or ports were translated are reported as two datagrams
  unsuppressed  a datagram to a port known to be closed caused no error and is not reported as suppressed
  invented      a datagram is reported as suppressed that was delivered, was an answer, caused an error, was sent before the
                first error, or was sent after a datagram came from the port
"""
import collections
import json

MAX_LISTED = 16


class Score:
    """The counts of one or several captures, and the faults, each (name, frame, what)."""

    def __init__(self):
        self.counts = collections.Counter()
        self.faults = []

    def add(self, other):
        self.counts.update(other.counts)
        self.faults.extend(other.faults)

    def share(self, part, whole):
        """Returns the percentage of `part` in `whole`; None if `whole` is 0."""
        return 100 * self.counts[part] / self.counts[whole] if self.counts[whole] else None


def events(ndjson, places):
    """Returns error events and datagram events by frame number, and the summary.

    `places` maps (file, number in the file) to a frame number that is unique across all files. The numbers in error events are
    replaced by these.
    """
    errors, sends, summary = {}, {}, None
    for line in ndjson.splitlines():
        event = json.loads(line)
        file = event.get('pcap_filename')
        if event['event_type'] == 'icmp_error':
            errors[places.get((file, event['pcap_cnt']))] = throughout(event['icmp_error'], file, places)
        elif event['event_type'] == 'udp_send':
            sends[places.get((file, event['pcap_cnt']))] = event['udp_send']
        elif event['event_type'] == 'summary':
            summary = event['summary']
    return errors, sends, summary


def throughout(answer, file, places):
    for name in 'cause', 'duplicate_of':
        if name + '_pcap_cnt' in answer:
            of = answer.get(name + '_pcap_filename', file)
            answer[name + '_pcap_cnt'] = places.get((of, answer[name + '_pcap_cnt']))
    if 'candidate_pcap_cnts' in answer:
        frames = answer['candidate_pcap_cnts']
        files = answer.get('candidate_pcap_filenames', [file] * len(frames))
        answer['candidate_pcap_cnts'] = [places.get(place) for place in zip(files, frames)]
    return answer


def score(truth, ndjson, delivered=frozenset()):
    """Returns the score of one capture. `delivered`: numbers of the datagrams that a program received."""
    result = Score()
    errors, sends, summary = events(ndjson, truth.places)
    if summary is None or summary['packets'] != truth.count:
        result.faults.append(('missing', 'summary', '%s of %d packets' % (summary and summary['packets'], truth.count)))
    for error in truth.errors:
        answer = errors.get(error.frame)
        if answer is None:
            result.faults.append(('missing', error.frame, 'no event'))
        else:
            judge(result, truth, error, answer)
    judge_silence(result, truth, sends, delivered)
    if truth.nat and summary:
        judge_translations(result, truth, sends, summary)
    return result


def judge_translations(result, truth, sends, summary):
    for frame, event in sends.items():
        send = truth.send_of_frame.get(frame)
        for sighting in event.get('sightings', []):
            seen = truth.places.get((None, sighting['pcap_cnt']))
            other = truth.send_of_frame.get(seen)
            # Identical datagrams of one flow may stand for one another.
            if not send or not other or other[1] != send[1]:
                result.faults.append(('folded', frame, 'frame %s' % seen))
    result.counts['sightings'] += summary['sightings']
    if summary['udp_sends'] != len(truth.sends) + len([1 for frame in sends if frame not in truth.send_of_frame]):
        result.faults.append(('unfolded', 'summary', '%d of %d datagrams' % (summary['udp_sends'], len(truth.sends))))


def judge(result, truth, error, answer):
    counts = result.counts
    match = answer['match']

    def fault(name, what):
        result.faults.append((name, error.frame, '%s: %s' % (match, what)))

    if match != 'orphan' and error.translated != answer.get('translated', False):
        fault('untranslated', 'translated: %s' % error.translated)
    repeats = answer.get('duplicate_of_pcap_cnt')
    first = error.repeats
    decidable = len(error.allowed) == 1 and error.captured
    if error.is_segment and not (decidable and (not first or len(first.allowed) == 1)):
        first = None  # the send of a segment cannot be known, nor which error about a send is the first
    elif error.captured and bool(repeats) != bool(first) and not (repeats in truth.unseen and match != 'exact'):
        fault('repeated', 'frame %s is the first' % first.frame if first else 'nothing, but said of %s' % repeats)
    if first:
        counts['repetitions'] += 1
        if repeats and truth.send_of_frame.get(answer.get('cause_pcap_cnt')) not in error.allowed | {None}:
            fault('wrong', 'cause of a repetition')
        return
    counts['errors'] += 1
    if not error.captured:
        counts['unseen'] += 1
        counts['unseen_orphan'] += match == 'orphan'
        counts[match] += match in ('exact', 'tuple')
        # The evidence may point to another datagram. To name that one without certainty is not a fault.
        if match == 'exact' or match != 'orphan' and not error.allowed:
            fault('misled', 'the cause is not in the capture')
        return
    counts[match] += 1
    counts['decidable'] += decidable
    cause = answer.get('cause_pcap_cnt')
    named = truth.send_of_frame.get(cause)
    if match in ('exact', 'tuple'):
        right = named == error.cause
        counts[match + '_right'] += right
        if not right:
            fault('wrong', 'frame %s' % cause)
        elif not decidable:
            fault('overclaimed', '%d fit' % len(error.allowed))
        counts['named'] += right and decidable
    elif decidable:
        fault('vague', 'one fits only')
    elif match == 'ambiguous':
        listed = {truth.send_of_frame.get(frame) for frame in answer['candidate_pcap_cnts']}
        counted = answer['candidates']
        counts['justified'] += 1
        # A list ends after 16 candidates. If their number is right, the list counts as right.
        contained = error.cause in listed or (counted > MAX_LISTED and counted == len(error.allowed))
        counts['contained'] += contained
        if not contained:
            fault('excluded', '%d named' % counted)
        elif not listed <= error.allowed or counted != len(error.allowed):
            fault('padded', '%d named, %d fit' % (counted, len(error.allowed)))
    else:
        fault('vague', '%d fit' % len(error.allowed))


def judge_silence(result, truth, sends, delivered):
    """Checks which datagrams are reported as suppressed; that depends on when they were sent and whether they bounced.

    Which of several identical datagrams bounced cannot be known, only how many did. So one may stand for another.
    """
    silent = truth.silent(delivered)
    causes = {error.cause for error in truth.errors}
    outcomes = {truth.send_of_frame.get(frame): event['outcome'] for frame, event in sends.items()}
    bounced = {send for send, outcome in outcomes.items() if outcome == 'bounced'}
    suppressed = {send for send, outcome in outcomes.items() if outcome == 'suppressed'}
    exchanged = exchangeable(truth, causes, bounced)
    # A cause whose error is attributed to an identical datagram is silent in its place.
    expected = (silent | (truth.met_closed(True) & causes & exchanged)) - (bounced & exchanged)
    possible = {send for send in truth.met_closed(False) - (causes - exchanged) if send[0][0] not in delivered}
    faults = {'unsuppressed': expected - suppressed, 'invented': suppressed - possible}
    result.counts['silent'] += len(silent)
    result.counts['suppressed'] += len(silent - faults['unsuppressed'])
    for name, sends_at_fault in faults.items():
        for send in sorted(sends_at_fault, key=str):
            frame = truth.sends[send][0].frame if send else '?'
            result.faults.append((name, frame, outcomes.get(send)))


def exchangeable(truth, causes, bounced):
    """Returns the sends that may stand for one another.

    For each, there is an error that allows several sends, and in its flow as many of these sends are reported as bounced as
    did bounce.
    """
    undecided = set().union(*(error.allowed for error in truth.errors if len(error.allowed) > 1))
    surplus = collections.Counter()
    for send in undecided:
        surplus[send[1]] += (send in bounced) - (send in causes)
    return {send for send in undecided if surplus[send[1]] == 0}
