package dev.udpbounce.kernel.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says which setting forbids a trace. */
final class Forbidden {
    private static final Path YAMA = Path.of("/proc/sys/kernel/yama/ptrace_scope");
    private static final int EPERM = 1;

    private Forbidden() {}

    /** The end of a sentence, empty where there is nothing to say. */
    static String reason(int errno) {
        if (errno != EPERM) {
            return "";
        }
        try {
            String scope = Files.readString(YAMA).strip();
            if (!scope.equals("0")) {
                return ": kernel.yama.ptrace_scope is " + scope;
            }
        } catch (IOException e) {
            return ": a seccomp filter or a container without CAP_SYS_PTRACE forbids it";
        }
        return ": another tracer has it, it is another user's, or a seccomp filter forbids it";
    }
}
