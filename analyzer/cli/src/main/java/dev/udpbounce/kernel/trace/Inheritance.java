// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.sys.FcntlConstants;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.ProcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The state given to this process at its start, which a command it runs also gets. The shell that starts the JVM
 * changes the environment; the JVM opens files that stay open across an exec, and handles signals that were ignored. So
 * only the shell can report the original state; without its report, the environment of this process, the standard
 * streams and the signals still ignored are used.
 *
 * @param arguments arguments of this process, in octets
 * @param environment environment in octets
 * @param descriptors descriptors that were open
 * @param blocked a bit for each blocked signal, the lowest for signal 1
 * @param ignored a bit for each ignored signal, likewise
 */
record Inheritance(
        List<byte[]> arguments, List<byte[]> environment, SortedSet<Integer> descriptors, long blocked, long ignored) {
    /** For a child that is not a command of the user. */
    static final Inheritance NOTHING = new Inheritance(List.of(), List.of(), new TreeSet<>(), 0, 0);

    /** Property that lists the descriptors this process was started with, in decimal, separated by commas. */
    private static final String DESCRIPTORS = "udpbounce.descriptors";
    /** Property with the mask of ignored signals, in the format of {@code SigIgn} in proc_pid_status(5). */
    private static final String IGNORED = "udpbounce.ignored";

    /** Variable with the original environment, in base64. */
    private static final String ENVIRONMENT = "UDPBOUNCE_ENVIRONMENT";

    private static final String STANDARD_STREAMS = "0,1,2";
    private static final Path SELF = Path.of("/proc/self");
    /** The JVM's class image, which is opened as descriptor 0 if that was closed. */
    private static final Path MODULES = Path.of(System.getProperty("java.home", ""), "lib", "modules");

    /** Returns the state of this process. Must be called before the process changes its user. */
    static Inheritance ofThisProcess() throws IOException {
        // The first thread only waits for the others, and keeps its signal mask.
        ProcStatus first = ProcStatus.ofFirstThread();
        long ignored = mask(System.getProperty(IGNORED, "")) | (mask(first.text("SigIgn")) & ~bit(Ptrace.SIGQUIT));
        return new Inheritance(
                Octets.strings(Files.readAllBytes(SELF.resolve("cmdline"))),
                environment(Files.readAllBytes(SELF.resolve("environ"))),
                open(System.getProperty(DESCRIPTORS, STANDARD_STREAMS)),
                mask(first.text("SigBlk")),
                ignored);
    }

    private static List<byte[]> environment(byte[] ofThisProcess) throws TraceException {
        List<byte[]> own = Octets.strings(ofThisProcess);
        byte[] given = Octets.value(own, ENVIRONMENT);
        try {
            return given == null ? own : Octets.strings(Base64.getDecoder().decode(given));
        } catch (IllegalArgumentException e) {
            throw new TraceException(ENVIRONMENT + " is set, and not in base64");
        }
    }

    private static SortedSet<Integer> open(String numbers) {
        SortedSet<Integer> open = new TreeSet<>();
        for (String number : numbers.split(",", -1)) {
            if (number.matches("[0-9]{1,9}")) {
                int fd = Integer.parseInt(number);
                if (Libc.calls().fcntl(fd, FcntlConstants.F_GETFD, 0) != -1 && !isModules(fd)) {
                    open.add(fd);
                }
            }
        }
        return open;
    }

    private static boolean isModules(int fd) {
        try {
            return Files.isSameFile(SELF.resolve("fd/" + fd), MODULES);
        } catch (IOException e) {
            return false; // not a named file
        }
    }

    private static long mask(String hexadecimal) {
        return hexadecimal.matches("[0-9a-f]{1,16}") ? Long.parseUnsignedLong(hexadecimal, 16) : 0;
    }

    static long bit(int signal) {
        return 1L << (signal - 1);
    }
}
