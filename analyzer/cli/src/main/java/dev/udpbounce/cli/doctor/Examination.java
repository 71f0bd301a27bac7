// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.doctor;

import dev.udpbounce.cli.doctor.Finding.Level;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.kernel.privilege.Privileges;
import dev.udpbounce.kernel.socket.KernelSockets;
import dev.udpbounce.kernel.trace.Forbidden;
import dev.udpbounce.kernel.trace.Tracer;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.live.CaptureOptions;
import dev.udpbounce.live.Libpcap;
import dev.udpbounce.live.LiveSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tries what the commands need: each check does what the command does, so that no setting has to be interpreted. Opens
 * and closes a capture, runs {@code true} under a trace, and leaves nothing behind.
 */
final class Examination {
    private static final String SUDO = "start it with sudo";
    private static final int SNAP_LENGTH = 256;
    private static final int BUFFER = 1 << 20;

    private final List<Finding> findings = new ArrayList<>();

    /** Makes all checks, in order. */
    List<Finding> findings() {
        java();
        archive();
        boolean kernel = nativeCode();
        if (kernel && libpcap()) {
            capture();
        }
        if (kernel) {
            sockets();
            trace();
            attach();
        }
        findings.add(Wireshark.finding());
        return findings;
    }

    private void java() {
        findings.add(Finding.ok("Java", System.getProperty("java.version") + " in " + System.getProperty("java.home")));
    }

    private void archive() {
        boolean used = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .anyMatch(option -> option.startsWith("-XX:SharedArchiveFile") || option.startsWith("-XX:AOTCache"));
        findings.add(
                used
                        ? Finding.ok("class archive", "used")
                        : new Finding(
                                Level.LIMITED,
                                "class archive",
                                "not used, so each start takes longer",
                                "the first start by the owner of the installation makes it"));
    }

    /** Loads the C library on this thread; a capture's own thread may be interrupted while it does. */
    private boolean nativeCode() {
        try {
            findings.add(Finding.ok("native code", Privileges.isRoot() ? "loaded, as root" : "loaded, not as root"));
            return true;
        } catch (LinkageError e) {
            String reason = String.valueOf(e.getMessage());
            findings.add(new Finding(Level.MISSING, "native code", reason, "live and run cannot work here"));
            return false;
        }
    }

    private boolean libpcap() {
        try {
            findings.add(Finding.ok("libpcap", Libpcap.version()));
            return true;
        } catch (CaptureException e) {
            findings.add(new Finding(Level.MISSING, "libpcap", text(e), "needed by live, and by run for packets"));
            return false;
        }
    }

    private void capture() {
        CaptureOptions everywhere = new CaptureOptions(List.of(CaptureOptions.ANY), SNAP_LENGTH, BUFFER, false, null);
        try (LiveSource opened = LiveSource.open(everywhere)) {
            findings.add(Finding.ok("capture", opened.interfaces().size() + " device opened: any"));
        } catch (CaptureException e) {
            boolean rights = e.kind() == CaptureException.Kind.RIGHTS;
            findings.add(new Finding(Level.MISSING, "capture", text(e), rights ? SUDO : ""));
        }
    }

    private void sockets() {
        try (KernelSockets sockets = KernelSockets.open(true)) {
            if (sockets.limits().isEmpty()) {
                findings.add(Finding.ok("sockets", "the kernel reports all of them, with their processes"));
            }
            for (String limit : sockets.limits()) {
                findings.add(new Finding(Level.LIMITED, "sockets", limit, Privileges.isRoot() ? "" : SUDO));
            }
            String unknown = sockets.unknownTranslations();
            if (unknown != null) {
                findings.add(new Finding(
                        Level.LIMITED,
                        "translation",
                        "NAT is recognized by what datagrams contain, as the kernel does not tell it (" + unknown + ")",
                        Privileges.isRoot() ? "" : SUDO));
            }
        } catch (IOException e) {
            findings.add(new Finding(Level.MISSING, "sockets", text(e), "live cannot say who is told"));
        }
    }

    private void trace() {
        try {
            int status = new Tracer(new Silent(), true).run(List.of("true"), Map.of());
            findings.add(
                    status == 0
                            ? Finding.ok("trace", "a command of its own")
                            : new Finding(Level.MISSING, "trace", "true ended with status " + status, ""));
        } catch (IOException e) {
            findings.add(new Finding(Level.MISSING, "trace", text(e), "run cannot follow a command"));
        }
    }

    private void attach() {
        String scope = Forbidden.yamaScope();
        boolean anyone =
                scope.equals(Forbidden.YAMA_OFF) || (Privileges.isRoot() && !scope.equals(Forbidden.YAMA_NONE));
        findings.add(
                anyone
                        ? Finding.ok("run -p", "may follow your running processes")
                        : new Finding(
                                Level.LIMITED,
                                "run -p",
                                "kernel.yama.ptrace_scope is " + scope,
                                scope.equals(Forbidden.YAMA_NONE) ? "set it to a lower value, and reboot" : SUDO));
    }

    private static String text(Exception e) {
        return String.valueOf(e.getMessage());
    }

    /** Ignores the calls of the traced command. */
    private static final class Silent implements Tracer.Listener {
        @Override
        public void onCall(SocketCall call) {}

        @Override
        public void onSocketDied(long socketId, long timeNs) {}

        @Override
        public void onBlindSpot(String what) {}
    }
}
