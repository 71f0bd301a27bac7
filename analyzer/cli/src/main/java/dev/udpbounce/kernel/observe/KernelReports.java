// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import dev.udpbounce.kernel.bpf.Bpf;
import dev.udpbounce.kernel.bpf.Btf;
import dev.udpbounce.kernel.bpf.Cgroups;
import dev.udpbounce.kernel.bpf.RingBuffer;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.RealTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The kernel's reports of errors at UDP sockets, of every process and every network namespace:
 *
 * <ul>
 *   <li>tracepoint {@code sock:inet_sk_error_report} (Linux 5.15): an error was set on a socket, or queued;
 *   <li>{@code sock:sock_recv_length} and {@code sock:sock_send_length} (Linux 6.3): what a call returned;
 *   <li>BPF_CGROUP_GETSOCKOPT: what {@code getsockopt(SO_ERROR)} returned;
 *   <li>BPF_CGROUP_INET_SOCK_RELEASE (Linux 5.9): a socket is closed.
 * </ul>
 *
 * <p>Attaching requires root, or CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN; reading does not. The programs disappear with
 * this process, even if it is killed. For one thread at a time, except {@link #await}.
 */
final class KernelReports implements AutoCloseable {
    private static final int RING_OCTETS = 16 << 20;
    private static final int MAX_SOCKETS = 1 << 15;

    private final Bpf bpf;
    private final RingBuffer ring;
    private final List<Integer> open = new ArrayList<>();
    private final ByteBuffer key = Libc.buffer(Integer.BYTES);
    private final ByteBuffer value = Libc.buffer(Long.BYTES);
    private int losses;

    private KernelReports(Bpf bpf, RingBuffer ring) {
        this.bpf = bpf;
        this.ring = ring;
    }

    /** @throws IOException if this kernel or these privileges do not allow it */
    static KernelReports open() throws IOException {
        KernelFields fields;
        Btf btf = Btf.ofKernel();
        fields = KernelFields.of(btf);
        Bpf bpf = new Bpf();
        KernelReports reports = new KernelReports(bpf, RingBuffer.create(bpf, RING_OCTETS));
        try {
            reports.attach(btf, fields, Cgroups.root());
            return reports;
        } catch (IOException e) {
            reports.close();
            throw e;
        }
    }

    private void attach(Btf btf, KernelFields fields, Path cgroup) throws IOException {
        int marks = bpf.createHash(ReportPrograms.KEY, ReportPrograms.KEY, MAX_SOCKETS);
        open.add(marks);
        losses = bpf.createArray(Long.BYTES, 1);
        open.add(losses);
        ReportPrograms programs = new ReportPrograms(fields, ring.map(), marks, losses);
        // The ends first: a socket that is in the map leaves it.
        open.add(bpf.attach(Bpf.Hook.RELEASE, programs.atRelease(), cgroup));
        open.add(bpf.attach(Bpf.Hook.OPTION_READ, programs.atOptionRead(), cgroup));
        open.add(bpf.trace(btf.tracepoint("sock_recv_length"), programs.atReceive()));
        open.add(bpf.trace(btf.tracepoint("sock_send_length"), programs.atSend()));
        open.add(bpf.trace(btf.tracepoint("inet_sk_error_report"), programs.atError()));
    }

    /** Waits until there is a report, for a time; may return earlier. */
    void await(int timeoutMs) {
        ring.await(timeoutMs);
    }

    /** Reads the reports so far, about in the order of time; returns false if some are not complete yet. */
    boolean read(Consumer<KernelReport> each) {
        long sinceNs = monotonicAtEpoch();
        return ring.read(octets -> each.accept(KernelReport.read(octets, sinceNs)));
    }

    /** Returns the time of CLOCK_MONOTONIC, which is that of System.nanoTime, at the Unix epoch. */
    private static long monotonicAtEpoch() {
        long shortest = Long.MAX_VALUE;
        long offset = 0;
        for (int i = 0; i < 3; i++) {
            long before = System.nanoTime();
            long real = RealTime.nowNs();
            long took = System.nanoTime() - before;
            if (took < shortest) {
                shortest = took;
                offset = before + took / 2 - real;
            }
        }
        return offset;
    }

    /** Returns how many reports, or sockets to report of, found no room so far. */
    long losses() {
        key.putInt(0, 0);
        return bpf.lookUp(losses, key, value) ? value.getLong(0) : Long.MAX_VALUE;
    }

    @Override
    public void close() {
        open.forEach(Libc.calls()::close);
        open.clear();
        ring.close();
    }
}
