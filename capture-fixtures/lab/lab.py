#!/usr/bin/env python3
"""The truth lab: measures how well the analyzer finds the causes of real errors whose causes are known.

Real datagrams bounce off real kernels, in network namespaces. Each datagram has a number in its payload. An error quotes
the number too, so its cause is certain. Then the quotes are cut before the number, as routers do, and the analyzer must
find the cause from what is left. Its output is compared with the truth, and with what the evidence allows.

Needs root, iproute2, nftables, tcpdump. Exit status: 0 without faults, 1 with faults, 2 for a wrong option, 3 if the lab
itself failed.
"""
import argparse
import concurrent.futures
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import evidence  # noqa: E402
import network  # noqa: E402
import scenarios  # noqa: E402
import score  # noqa: E402

ANALYZER = os.path.join(HERE, os.pardir, os.pardir, 'analyzer', 'bin', 'udpbounce')
MAX_FAULTS = 200  # printed at most
PATIENCE = 120  # seconds that the analyzer may take for one capture


class Failure(Exception):
    """The lab itself failed, which says nothing about the analyzer."""


def record(scenario, seed, folder):
    """Runs a scenario once. Returns the recording, and the lab with its state."""
    prefix = 'udpbounce-lab-%d-%s' % (os.getpid(), seed.replace(' ', '-'))
    with network.Network(prefix, folder) as net:
        lab = scenarios.Lab(net, random.Random(seed))
        scenario.function(lab)
    recording = evidence.Recording(*(capture.path for capture in net.captures), rewrite=lab.rewrite)
    for kind in scenario.kinds:
        if recording.kinds.get(kind, 0) < scenario.at_least:
            raise Failure('%s: brought %s, and not %d of %s'
                          % (seed, recording.kinds or 'no errors', scenario.at_least, kind))
    return recording, lab


def analyze(analyzer, captures):
    done = subprocess.run([analyzer, 'read', '--all', '-T', 'ndjson', *captures], capture_output=True, text=True,
                          timeout=PATIENCE)
    if done.returncode != 0:
        raise Failure('%s: exit status %d: %s' % (captures, done.returncode, done.stderr.strip()))
    return done.stdout


def run(scenario, seed, options, folder):
    """Runs a scenario once, judges it with each of its cuts of the quotes, and returns the score."""
    os.makedirs(folder, exist_ok=True)
    recording, lab = record(scenario, seed, folder)
    result = score.Score()
    for kept in lab.cuts(scenario):
        name = 'whole' if kept is None else 'cut-%s' % kept
        path = os.path.join(folder, name + '.pcap')
        truth = recording.hidden(path, kept, lab.blank, lab.early, lab.nat)
        answers = analyze(options.analyzer, truth.paths)
        with open(os.path.join(folder, name + '.ndjson'), 'w') as f:
            f.write(answers)
        one = score.score(truth, answers, lab.delivered)
        one.faults = [(fault, '%s %s frame %s' % (seed, name, frame), what) for fault, frame, what in one.faults]
        result.add(one)
    return result


def percent(share):
    return '–' if share is None else '%.4g %%' % share


COLUMNS = ('scenario', 'errors', 'exact right', 'tuple right', 'recall', 'ambiguous', 'justified', 'with cause',
           'unseen', 'orphans', 'suppressed')


def row(name, result):
    c = result.counts
    return (name, c['errors'], percent(result.share('exact_right', 'exact')),
            percent(result.share('tuple_right', 'tuple')), percent(result.share('named', 'decidable')), c['ambiguous'],
            percent(result.share('justified', 'ambiguous')),
            percent(result.share('contained', 'ambiguous')), c['unseen'],
            percent(result.share('unseen_orphan', 'unseen')), percent(result.share('suppressed', 'silent')))


def conclude(scores, failures):
    """Prints a Markdown table and the faults. Returns the exit status."""
    whole = score.Score()
    lines = [COLUMNS, ['---'] + ['--:'] * (len(COLUMNS) - 1)]
    for name, result in scores.items():
        whole.add(result)
        lines.append(row(name, result))
    lines.append(row('**all**', whole))
    for line in lines:
        print('| %s |' % ' | '.join(str(cell) for cell in line))
    for fault in whole.faults[:MAX_FAULTS]:
        print('%s: %s: %s' % fault)
    print('%d faults' % len(whole.faults))
    for failure in failures:
        print('the lab failed: ' + failure, file=sys.stderr)
    if whole.faults:
        return 1
    return 3 if failures or not whole.counts['errors'] else 0


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('scenario', nargs='*', metavar='SCENARIO', help='run only these')
    parser.add_argument('--list', action='store_true', help='list the scenarios')
    parser.add_argument('--rounds', type=int, default=1, help='how often each runs, with different datagrams each time')
    parser.add_argument('--seed', default='1', help='seed of the random choices (default: 1)')
    parser.add_argument('--jobs', type=int, default=4, help='how many run at a time')
    parser.add_argument('--analyzer', default=ANALYZER)
    parser.add_argument('--keep', metavar='FOLDER', help='keep captures and answers there')
    options = parser.parse_args(arguments)
    unknown = set(options.scenario) - set(scenarios.SCENARIOS)
    if unknown:
        parser.error('no such scenario: %s (see --list)' % ', '.join(sorted(unknown)))
    return options


def unmet():
    """Returns what is missing for the lab to run; None if nothing is."""
    if os.geteuid() != 0:
        return 'it needs root'
    missing = [tool for tool in ('ip', 'nft', 'tcpdump') if not shutil.which(tool)]
    return 'not installed: ' + ', '.join(missing) if missing else None


def main(arguments):
    options = parse(arguments)
    if options.list:
        print('\n'.join(scenarios.SCENARIOS))
        return 0
    if unmet():
        print('the truth lab cannot run: ' + unmet(), file=sys.stderr)
        return 3
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    chosen = options.scenario or list(scenarios.SCENARIOS)
    scores = {name: score.Score() for name in chosen}
    folder = options.keep or tempfile.mkdtemp(prefix='udpbounce-lab-')
    failures = []
    try:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            runs = {}
            for number in range(options.rounds):
                for name in chosen:
                    seed = '%s %s %d' % (options.seed, name, number)
                    runs[pool.submit(run, scenarios.SCENARIOS[name], seed, options,
                                     os.path.join(folder, name, str(number)))] = name
            for done in concurrent.futures.as_completed(runs):
                try:
                    scores[runs[done]].add(done.result())
                except (Failure, OSError, RuntimeError, subprocess.SubprocessError) as e:
                    failures.append('%s: %s' % (runs[done], e))
                except BaseException:
                    pool.shutdown(wait=False, cancel_futures=True)
                    raise
    finally:
        if not options.keep:
            shutil.rmtree(folder)
    status = conclude(scores, failures)
    print('%d s' % (time.monotonic() - started))
    return status


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
