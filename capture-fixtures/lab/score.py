"""Compares what the analyzer says with the truth.

For each error the analyzer names one datagram (exact, tuple), several (ambiguous) or none (orphan). The truth is one
datagram, and the evidence that is left in the capture allows one or several. What is at fault has a name:

  missing       an error has no event
  wrong         a datagram is named that is not the cause
  overclaimed   one is named, be it the right one, though the evidence allows several
  vague         none or several are named though the evidence allows one only
  excluded      several are named, and the cause is not among them
  padded        some are named that the evidence rules out
  misled        one is named exactly, or against the evidence, though the cause was sent before the capture began
  repeated      an error is called a repetition though it is the first one about its cause, or the other way round
  untranslated  a quote was not translated back and the answer does not say so, or it says so of another
  unsuppressed  a datagram met a port known to be closed and drew no error, and is not called suppressed
  invented      a datagram is called suppressed that was delivered, or an answer, or an error's cause, or was sent before
                the first error, or after the port was heard from
"""
import collections
import json

MAX_LISTED = 16


class Score:
    """Counts of one or several captures, and the faults, each (name, where, what)."""

    def __init__(self):
        self.counts = collections.Counter()
        self.faults = []

    def add(self, other):
        self.counts.update(other.counts)
        self.faults.extend(other.faults)

    def share(self, part, whole):
        """In per cent; None of nothing."""
        return 100 * self.counts[part] / self.counts[whole] if self.counts[whole] else None


def events(ndjson, places):
    """Error events and datagram events by frame number, all frames in them numbered throughout, and the summary.

    `places`: that number, by file and number in the file.
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
    """The score of one capture; `delivered`: numbers of the datagrams that a program received."""
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
    return result


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
        first = None  # which whole a segment is of cannot be known, nor then which error is the first about a whole
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
        # Evidence may point at another datagram; as long as it allows that, to say so without certainty is no fault.
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
        # A list is cut off at 16; how many there are still tells which.
        contained = error.cause in listed or (counted > MAX_LISTED and counted == len(error.allowed))
        counts['contained'] += contained
        if not contained:
            fault('excluded', '%d named' % counted)
        elif not listed <= error.allowed or counted != len(error.allowed):
            fault('padded', '%d named, %d fit' % (counted, len(error.allowed)))
    else:
        fault('vague', '%d fit' % len(error.allowed))


def judge_silence(result, truth, sends, delivered):
    """What a datagram may be called follows from when it was sent and whether it bounced.

    Which of alike datagrams bounced cannot be told, but how many did: of these one may be taken for the other.
    """
    silent = truth.silent(delivered)
    causes = {error.cause for error in truth.errors}
    outcomes = {truth.send_of_frame.get(frame): event['outcome'] for frame, event in sends.items()}
    bounced = {send for send, outcome in outcomes.items() if outcome == 'bounced'}
    suppressed = {send for send, outcome in outcomes.items() if outcome == 'suppressed'}
    exchanged = exchangeable(truth, causes, bounced)
    # A cause whose error is taken for another's is silent then.
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
    """The sends that an error cannot be told from others for, of the flows in which as many are said to have bounced as
    have."""
    undecided = set().union(*(error.allowed for error in truth.errors if len(error.allowed) > 1))
    surplus = collections.Counter()
    for send in undecided:
        surplus[send[1]] += (send in bounced) - (send in causes)
    return {send for send in undecided if surplus[send[1]] == 0}
