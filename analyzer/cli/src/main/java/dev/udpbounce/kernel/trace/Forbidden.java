// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.ProcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Explains why a trace is not permitted: the nature of the other process, or the setting that forbids it. */
public final class Forbidden {
    /** The scope of a kernel without Yama, or with its checks off: a process may trace its user's processes. */
    public static final String YAMA_OFF = "0";
    /** The scope in which nobody may attach to a process. */
    public static final String YAMA_NONE = "3";

    private static final Path PROC = Path.of("/proc");
    private static final String FILTERED = "2";

    private final Path proc;

    /** @param proc {@code /proc}, or a directory like it */
    Forbidden(Path proc) {
        this.proc = proc;
    }

    /** Returns the end of a sentence; empty if there is no explanation. */
    static String reason(int errno, int pid) {
        return errno == Errno.EPERM.linux() ? ": " + new Forbidden(PROC).reason(pid) : "";
    }

    /** Returns kernel.yama.ptrace_scope (Documentation/admin-guide/LSM/Yama.rst). */
    public static String yamaScope() {
        return new Forbidden(PROC).yama();
    }

    String reason(int pid) {
        ProcStatus theirs = status(Integer.toString(pid));
        ProcStatus ours = status("self");
        int tracer = theirs.number("TracerPid", 0);
        if (tracer != 0) {
            return "process " + tracer + " traces it already";
        }
        if (theirs.has("Name") && !theirs.has("VmSize")) {
            return "it is a thread of the kernel, or has ended";
        }
        boolean root = ours.number("Uid", -1) == 0;
        if (!root && !theirs.text("Uid").equals(ours.text("Uid"))) {
            return "it is another user's";
        }
        String scope = yama();
        if (!scope.equals(YAMA_OFF)) {
            return "kernel.yama.ptrace_scope is " + scope;
        }
        return FILTERED.equals(ours.text("Seccomp"))
                ? "a seccomp filter forbids it, as that of a container"
                : "CAP_SYS_PTRACE is missing, or a security module forbids it";
    }

    private String yama() {
        try {
            return Files.readString(proc.resolve("sys/kernel/yama/ptrace_scope"))
                    .strip();
        } catch (IOException e) {
            return YAMA_OFF; // a kernel without Yama
        }
    }

    private ProcStatus status(String process) {
        return ProcStatus.readIfPresent(proc.resolve(process).resolve("status"));
    }
}
