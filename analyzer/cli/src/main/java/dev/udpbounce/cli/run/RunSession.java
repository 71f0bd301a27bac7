// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.run;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.environment.Interruption;
import dev.udpbounce.cli.environment.Signals;
import dev.udpbounce.cli.option.TimelineOptions;
import dev.udpbounce.cli.session.ProcessUser;
import dev.udpbounce.cli.session.Seed;
import dev.udpbounce.cli.session.Session;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.focus.Focus;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.privilege.PrivilegeException;
import dev.udpbounce.kernel.privilege.Privileges;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.trace.Tracer;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.pipeline.Analysis;
import dev.udpbounce.render.text.SocketVerdictText;
import dev.udpbounce.render.text.SummaryLine;
import dev.udpbounce.socket.CallMerger;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code run}: starts a capture if that is permitted, traces the command on this thread, and at the end
 * reports the timeline and the result of each socket.
 */
final class RunSession implements Tracer.Listener {
    private static final int MOST_BLIND_SPOTS = 100;

    private final TimelineOptions options;
    private final Diagnostics diagnostics;
    private final Interruption interruption;
    private final Session session;
    /** Processes with sockets in other network namespaces. */
    private final Set<Integer> strangers = new HashSet<>();

    /** Notices for the end of the timeline; standard error has them at once. */
    private final Collection<String> blindSpots = new ConcurrentLinkedQueue<>();

    private boolean mayStillSend = true;
    private @Nullable CallMerger story;
    private @Nullable RunCapture packets;

    RunSession(Environment environment, TimelineOptions options) {
        this.options = options;
        diagnostics = environment.diagnostics();
        interruption = environment.interruption();
        // Standard output belongs to the command.
        session = new Session(environment.onStandardError(), options, false, true);
    }

    /** Runs the command or follows the process, and returns the exit status. */
    int run(RunTarget target) throws IOException, CaptureException {
        Analysis.Settings settings = options.runSettings(Seed.unpredictable());
        Focus focus = options.focus();
        Tracer tracer = new Tracer(this, target.filtering());
        tracer.check(target.command());
        try (RunCapture capture = RunCapture.open(target.capturing(), options.expression(), diagnostics)) {
            packets = capture;
            // Only root can follow a process of another user.
            boolean keepsRights = target.pid() != 0 && target.user() == null;
            Map<String, String> variables = new HashMap<>();
            if (!keepsRights
                    && !ProcessUser.become(
                            target.user(), diagnostics, account -> variables.putAll(account.variables()))) {
                return ExitStatus.NOT_TRACED;
            }
            session.title(target.pid() == 0 ? String.join(" ", target.command()) : "process " + target.pid());
            if (!session.open()) {
                return session.exitStatus();
            }
            CallMerger teller =
                    new CallMerger(session.sinks(), options.all(), capture.packets(), settings.memoryBytes(), focus);
            story = teller;
            teller.start(RealTime.nowNs());
            capture.feed(teller, settings, blindSpots);
            RunPace pace = new RunPace(teller, capture);
            handleSignals(tracer, target);
            int status = target.pid() == 0 ? tracer.run(target.command(), variables) : tracer.follow(target.pid());
            try {
                complete(teller, capture, pace, focus);
            } catch (IOException | RuntimeException | Error e) {
                reportFailure("the timeline", e);
            }
            return ExitStatus.ofCommand(status, session.exitStatus());
        } finally {
            session.close();
        }
    }

    /** Completes the timeline after the command has ended. */
    private void complete(CallMerger teller, RunCapture capture, RunPace pace, Focus focus) throws IOException {
        boolean whole = session.complete(() -> {
            capture.end();
            pace.end();
            reportFailure("the packets", capture.failure());
            reportFailure("the timeline", pace.failure());
            report(teller.finish(), capture.seesPackets(), focus);
        });
        if (!whole) {
            session.findings().failed();
        }
    }

    /** Reports a failure; the command still runs to its end, and its status is passed on. */
    private void reportFailure(String what, @Nullable Throwable failure) {
        if (failure != null) {
            diagnostics.error("not whole: " + what + ", after a failure of udpbounce itself (" + failure + ")");
            session.findings().failed();
        }
    }

    private void report(CallMerger.Ending ending, boolean seesPackets, Focus focus) {
        session.close();
        for (SocketVerdict socket : ending.sockets()) {
            if ((socket.remarkable() || options.verbose()) && focus.takesProcess(socket.owner())) {
                SocketVerdictText.lines(socket, seesPackets).forEach(diagnostics::shown);
            }
        }
        if (ending.others().sockets() > 0) {
            diagnostics.shown(SocketVerdictText.line(ending.others(), seesPackets));
        }
        if (seesPackets) {
            diagnostics.line(SummaryLine.of(ending.summary()));
        }
        new TraceFindings(options, session.findings(), diagnostics).found(ending, seesPackets, focus);
    }

    /** Passes on signals that other processes send. The terminal sends its signals to the command itself. */
    private void handleSignals(Tracer tracer, RunTarget target) {
        boolean attached = target.pid() != 0;
        Runnable letGo = tracer::letGo;
        interruption.onInterrupt(attached ? letGo : () -> tracer.signal(Signals.SIGINT, false));
        Signals.handle("INT", attached ? letGo : () -> tracer.signal(Signals.SIGINT, true));
        Signals.handle("TERM", attached ? letGo : () -> tracer.signal(Signals.SIGTERM, false));
        Signals.handle("HUP", attached ? letGo : () -> tracer.signal(Signals.SIGHUP, false));
    }

    @Override
    public void onExecuted() {
        if (mayStillSend) {
            mayStillSend = false;
            try {
                Privileges.stopSending();
            } catch (PrivilegeException e) {
                diagnostics.error(String.valueOf(e.getMessage()));
            }
        }
    }

    @Override
    public @Nullable String onOtherNetwork(int pid, NetworkNamespace namespace) {
        RunCapture opened = packets;
        if (opened == null) {
            namespace.close();
            return null;
        }
        return opened.add(namespace);
    }

    @Override
    public void onCall(SocketCall call) {
        if (call.state().elsewhere() && strangers.add(call.caller().pid())) {
            diagnostics.error("not seen: the packets of "
                    + call.caller().name() + "["
                    + call.caller().pid() + "], whose socket is in another network namespace");
        }
        if (story != null) {
            story.call(call);
        }
    }

    @Override
    public void onSocketDied(long socketId, long timeNs) {
        if (story != null) {
            story.died(socketId, timeNs);
        }
    }

    @Override
    public void onBlindSpot(String what) {
        String notice = "not seen: " + what;
        diagnostics.error(notice);
        if (blindSpots.size() < MOST_BLIND_SPOTS) {
            blindSpots.add(notice);
        }
    }
}
