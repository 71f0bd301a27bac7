package dev.udpbounce.kernel.trace;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Says why a trace is forbidden: what the other process is, and which setting forbids it. */
final class Forbidden {
    private static final int EPERM = 1;
    private static final String FILTERED = "2";

    private final Path proc;

    /** @param proc {@code /proc}, or a folder like it */
    Forbidden(Path proc) {
        this.proc = proc;
    }

    /** The end of a sentence; empty where there is nothing to say. */
    static String reason(int errno, int pid) {
        return errno == EPERM ? ": " + new Forbidden(Path.of("/proc")).reason(pid) : "";
    }

    String reason(int pid) {
        Map<String, String> theirs = status(Integer.toString(pid));
        Map<String, String> ours = status("self");
        String tracer = theirs.getOrDefault("TracerPid", "0");
        if (!tracer.equals("0")) {
            return "process " + tracer + " traces it already";
        }
        if (theirs.containsKey("Name") && !theirs.containsKey("VmSize")) {
            return "it is a thread of the kernel, or has ended";
        }
        boolean root = ours.getOrDefault("Uid", "").startsWith("0\t");
        if (!root && !theirs.getOrDefault("Uid", "").equals(ours.get("Uid"))) {
            return "it is another user's";
        }
        String scope = yama();
        if (!scope.equals("0")) {
            return "kernel.yama.ptrace_scope is " + scope;
        }
        return FILTERED.equals(ours.get("Seccomp"))
                ? "a seccomp filter forbids it, as that of a container"
                : "CAP_SYS_PTRACE is missing, or a security module forbids it";
    }

    private String yama() {
        try {
            return Files.readString(proc.resolve("sys/kernel/yama/ptrace_scope"))
                    .strip();
        } catch (IOException e) {
            return "0"; // a kernel without it
        }
    }

    private Map<String, String> status(String process) {
        Map<String, String> fields = new HashMap<>();
        try {
            for (String line :
                    Files.readAllLines(proc.resolve(process).resolve("status"), StandardCharsets.ISO_8859_1)) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    fields.put(
                            line.substring(0, colon), line.substring(colon + 1).strip());
                }
            }
        } catch (IOException e) {
            fields.clear(); // it has gone
        }
        return fields;
    }
}
