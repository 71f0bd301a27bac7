#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the job on a cluster of separate processes, kills a TaskManager in the middle, and compares with `read`.

cluster.py [--kill STEP]... [--managers N] [--slots N] [--runs N] FOLDER

A STEP is the beginning of a step's name ("second pass", "homes"): once the step runs, the TaskManager that runs it is killed
and another started. The first run of a cluster is slower than the next ones. Needs the built tree.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

TREE = pathlib.Path(__file__).resolve().parents[3]
MARK = "BASH_JAVA_UTILS_EXEC_RESULT:"
# What env.java.opts.taskmanager is in a configuration: Flink's default collector takes more processor time.
TASK_MANAGER = ["-XX:+UseParallelGC"]


def class_path():
    """The jars of Flink, as the build has found them."""
    found = (TREE / "analyzer/flink/target/cluster.classpath").read_text()
    return ":".join(jar for jar in found.strip().split(":") if not jar.endswith("/classes"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    def __init__(self, scratch, jars, slots):
        self.scratch = scratch
        self.jars = jars
        self.conf = scratch / "conf"
        self.conf.mkdir()
        self.port = free_port()
        (self.conf / "config.yaml").write_text(
            f"""jobmanager.rpc.address: localhost
jobmanager.rpc.port: {free_port()}
jobmanager.memory.process.size: 1000m
taskmanager.memory.process.size: 1700m
taskmanager.memory.managed.fraction: 0.3
taskmanager.numberOfTaskSlots: {slots}
taskmanager.host: localhost
rest.address: localhost
rest.port: {self.port}
web.refresh-interval: 50 ms
io.tmp.dirs: {scratch}
heartbeat.interval: 1000
heartbeat.timeout: 6000
restart-strategy.type: fixed-delay
restart-strategy.fixed-delay.attempts: 10
restart-strategy.fixed-delay.delay: 1 s
"""
        )
        self.environment = dict(os.environ, FLINK_CONF_DIR=str(self.conf))
        self.processes = []

    def parameters(self, command):
        out = subprocess.run(
            ["java", "-cp", self.jars, "org.apache.flink.runtime.util.bash.BashJavaUtils", command, "--configDir", str(self.conf)],
            env=self.environment, check=True, capture_output=True, text=True,
        ).stdout
        found = [line[len(MARK):] for line in out.splitlines() if line.startswith(MARK)]
        return found[0].split(), found[1].split()

    def start(self, command, main, *options):
        virtual_machine, dynamic = self.parameters(command)
        log = open(self.scratch / f"{len(self.processes)}.log", "w")
        process = subprocess.Popen(
            ["java", *virtual_machine, *options, "-cp", self.jars, main, "--configDir", str(self.conf), *dynamic],
            env=self.environment, stdout=log, stderr=subprocess.STDOUT,
        )
        self.processes.append(process)
        return process

    def job_manager(self):
        self.start("GET_JM_RESOURCE_PARAMS", "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint")
        self.wait(lambda: self.get("/overview") is not None, "the JobManager")

    def task_manager(self):
        known = self.known_task_managers()
        process = self.start("GET_TM_RESOURCE_PARAMS", "org.apache.flink.runtime.taskexecutor.TaskManagerRunner", *TASK_MANAGER)
        self.wait(lambda: self.known_task_managers() - known, "a TaskManager")
        return process

    def known_task_managers(self):
        return {manager["id"] for manager in (self.get("/taskmanagers") or {"taskmanagers": []})["taskmanagers"]}

    def wait(self, condition, what):
        for _ in range(600):
            if condition():
                return
            time.sleep(0.1)
        raise SystemExit(f"{what} did not start; see {self.scratch}")

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as answer:
                return json.load(answer)
        except OSError:
            return None

    def submit(self, jar, *arguments):
        return subprocess.Popen(
            ["java", "--add-opens=java.base/java.util=ALL-UNNAMED", "-cp", self.jars, "org.apache.flink.client.cli.CliFrontend",
             "run", "-c", "dev.udpbounce.flink.Main", str(jar), *arguments],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )

    def run(self, options, folder, output):
        return self.submit(
            options.jar, "--input", str(folder), "--output", str(output),
            "--parallelism", str(options.slots * options.managers),
        )

    def job(self):
        """The job that was submitted last."""
        jobs = (self.get("/jobs/overview") or {"jobs": []})["jobs"]
        return max(jobs, key=lambda job: job["start-time"])["jid"] if jobs else None

    def running(self, step):
        job = self.job()
        vertices = (self.get(f"/jobs/{job}") or {}).get("vertices", []) if job else []
        return any(vertex["name"].startswith(step) and vertex["tasks"]["RUNNING"] > 0 for vertex in vertices)

    def stop(self):
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


def processor_seconds(processes):
    """Processor time of processes so far; 0 for one that has ended."""
    total = 0
    for process in processes:
        try:
            fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def lines(folder):
    found = collections.Counter()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            if not re.fullmatch(r"events.*\.ndjson", file.name):
                raise SystemExit(f"left over: {file}")
            with open(file, encoding="utf-8") as text:
                found.update(comparable(line) for line in text)
    return found


def comparable(line):
    event = json.loads(line)
    if event["event_type"] == "summary":
        event["summary"]["bounces"] = sorted(json.dumps(row) for row in event["summary"].get("bounces", []))
    return json.dumps(event, sort_keys=True)


def read(folder):
    """The lines of `read`, with so much memory that nothing is evicted."""
    read_lines = subprocess.run(
        [TREE / "analyzer/bin/udpbounce", "read", "-T", "ndjson", "--memory", "512m", folder],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=dict(os.environ, UDPBOUNCE_JAVA_OPTS="-Xmx2g"),
    ).stdout
    return collections.Counter(comparable(line) for line in read_lines.splitlines())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kill", action="append", default=[])
    parser.add_argument("--slots", type=int, default=1, help="slots of each of the two TaskManagers")
    parser.add_argument("--managers", type=int, default=2, help="TaskManagers")
    parser.add_argument("--jar", default=TREE / "analyzer/flink/target/udpbounce-flink.jar")
    parser.add_argument("--runs", type=int, default=1, help="runs of the job, of which the last is compared")
    parser.add_argument("--no-compare", action="store_true")
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    folder = options.folder.resolve()
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="udpbounce-cluster-"))
    cluster = Cluster(scratch, class_path(), options.slots)
    try:
        cluster.job_manager()
        managers = [cluster.task_manager() for _ in range(options.managers)]
        for run in range(1, options.runs):
            before = processor_seconds(managers)
            cluster.run(options, folder, scratch / f"run-{run}").communicate()
            seconds = cluster.get(f"/jobs/{cluster.job()}")["duration"] / 1000
            print(f"run {run}: {seconds:.1f} s, CPU {processor_seconds(managers) - before:.1f} s", flush=True)
            shutil.rmtree(scratch / f"run-{run}")
        output = scratch / "output"
        before = processor_seconds(managers)
        client = cluster.run(options, folder, output)
        for step in options.kill:
            while not cluster.running(step):
                if client.poll() is not None:
                    print(client.stdout.read())
                    raise SystemExit(f"the job ended before {step} ran")
                time.sleep(0.05)
            managers.pop(0).send_signal(signal.SIGKILL)
            print(f"killed a TaskManager while \"{step}\" ran", flush=True)
            managers.append(cluster.task_manager())
        said, _ = client.communicate()
        if client.returncode:
            print(said)
            raise SystemExit(f"the job failed; see {scratch}")
        job = cluster.get(f"/jobs/{cluster.job()}")
        cpu = f", CPU of the TaskManagers {processor_seconds(managers) - before:.1f} s" if not options.kill else ""
        print(f"job: {job['duration'] / 1000:.1f} s{cpu}")
        for vertex in job["vertices"]:
            kilobytes = vertex["metrics"]["write-bytes"] // 1024
            print(f"  {vertex['name']}: {vertex['parallelism']} subtasks, {vertex['duration'] / 1000:.1f} s, {kilobytes} KiB sent")
        if not options.no_compare:
            written, expected = lines(output), read(folder)
            different = sum(((written - expected) + (expected - written)).values())
            print(f"{sum(written.values())} lines, {different} of them not as read has them")
            if different:
                for line in list((written - expected).elements())[:3] + list((expected - written).elements())[:3]:
                    print(line[:600])
                raise SystemExit(1)
    finally:
        cluster.stop()
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
