package dev.udpbounce.cli;

import dev.udpbounce.kernel.RealTime;
import dev.udpbounce.kernel.trace.Tracer;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.render.SocketVerdictText;
import dev.udpbounce.render.SummaryLine;
import dev.udpbounce.timeline.Analysis;
import dev.udpbounce.timeline.SocketCall;
import dev.udpbounce.timeline.SocketVerdict;
import dev.udpbounce.timeline.StoryTeller;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code run}: begins to capture where it may, traces the command on this thread, and at its end tells the
 * timeline and what became of each socket.
 */
final class RunSession implements Tracer.Listener {
    private static final int OWN_FAILURE = 125;
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    private final TimelineOptions options;
    private final Messages messages;
    private final Interruption interruption;
    private final Outputs outputs;
    private @Nullable StoryTeller story;

    RunSession(Environment environment, TimelineOptions options) {
        this.options = options;
        messages = environment.messages();
        interruption = environment.interruption();
        Terminal terminal = environment.terminal();
        // The command has standard output for itself.
        Environment ours = new Environment(
                environment.in(),
                new Output("standard error", messages.stream()),
                messages,
                new Terminal(
                        terminal.err(),
                        terminal.err(),
                        false,
                        terminal.width(),
                        terminal.colorless(),
                        terminal.ascii()),
                interruption,
                environment.debug());
        outputs = new Outputs(ours, options, false, false);
    }

    /** Returns the exit status. */
    int run(RunTarget target) throws IOException, CaptureException {
        Analysis.Settings settings = options.runSettings(Seed.unpredictable());
        Tracer tracer = new Tracer(this, target.filtering());
        tracer.check(target.command());
        try (RunCapture capture = RunCapture.open(target.capturing(), options.expression(), messages)) {
            // A process of somebody else can be followed by root alone.
            boolean keepsRights = target.pid() != 0 && target.user() == null;
            Map<String, String> environment = new HashMap<>(System.getenv());
            if (!keepsRights
                    && !LiveUser.become(target.user(), messages, account -> environment.putAll(account.variables()))) {
                return OWN_FAILURE;
            }
            if (!outputs.open()) {
                return ExitStatus.FAILED;
            }
            StoryTeller teller = new StoryTeller(outputs.sinks(), options.all(), capture.seesPackets());
            story = teller;
            teller.start(RealTime.nowNs());
            capture.feed(teller, settings);
            RunPace pace = new RunPace(teller);
            handleSignals(tracer, target);
            int status = target.pid() == 0 ? tracer.run(target.command(), environment) : tracer.follow(target.pid());
            try {
                capture.end();
                pace.end();
                return end(teller, capture, status);
            } catch (IOException e) {
                if (!outputs.allFailed()) {
                    throw e;
                }
                return status == ExitStatus.DONE ? ExitStatus.FAILED : status;
            }
        } finally {
            outputs.close();
        }
    }

    private int end(StoryTeller teller, RunCapture capture, int status) throws IOException {
        StoryTeller.Ending ending = teller.finish();
        boolean written = outputs.close();
        for (SocketVerdict socket : ending.sockets()) {
            if (socket.remarkable() || options.verbose()) {
                SocketVerdictText.lines(socket, capture.seesPackets()).forEach(messages::line);
            }
        }
        if (capture.seesPackets()) {
            messages.line(SummaryLine.of(ending.summary()));
        }
        return status == ExitStatus.DONE ? status(ending, written, capture.seesPackets()) : status;
    }

    /** What is said of a command that ended well. */
    private int status(StoryTeller.Ending ending, boolean written, boolean seesPackets) {
        if (!written) {
            return ExitStatus.FAILED;
        }
        if (options.failsOn(FailOn.LOSS) && ending.summary().dropped() > 0) {
            return ExitStatus.LOSS;
        }
        if (failed(ending.sockets())) {
            return ExitStatus.FAILED_ON;
        }
        if (options.failsOn(FailOn.UNTOLD) && !seesPackets) {
            messages.error("--fail-on untold needs the packets: who is not told makes no call");
            return ExitStatus.FAILED;
        }
        return ExitStatus.DONE;
    }

    private boolean failed(List<SocketVerdict> sockets) {
        boolean untold = options.failsOn(FailOn.UNTOLD);
        for (SocketVerdict socket : sockets) {
            if ((untold && socket.untold() > 0)
                    || (options.failsOn(FailOn.BOUNCE) && socket.remarkable())
                    || (options.failsOn(FailOn.STALE) && socket.staleReports() > 0)
                    || (options.failsOn(FailOn.LOST_SEND) && socket.lostSends() > 0)) {
                return true;
            }
        }
        return false;
    }

    /** A terminal sends its signals to the command as well; what others send to us is passed on. */
    private void handleSignals(Tracer tracer, RunTarget target) {
        boolean attached = target.pid() != 0;
        Runnable letGo = tracer::letGo;
        interruption.onInterrupt(attached ? letGo : () -> tracer.signal(SIGINT, false));
        LiveSignals.handle("INT", attached ? letGo : () -> tracer.signal(SIGINT, true));
        LiveSignals.handle("TERM", attached ? letGo : () -> tracer.signal(SIGTERM, false));
        LiveSignals.handle("HUP", attached ? letGo : () -> tracer.signal(SIGHUP, false));
    }

    @Override
    public void onCall(SocketCall call) {
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
        messages.error("not seen: " + what);
    }
}
