package dev.udpbounce.live;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * The packets of one or several interfaces as they happen, merged by time as far as they have arrived, numbered
 * throughout. A thread for each interface empties the kernel's buffer into a {@link PacketRing}; {@link #next} takes
 * from the rings, and waits while they are empty. It ends when {@link #stop} was called and everything that was
 * captured until then is delivered, or when no interface is left.
 */
public final class PcapSource implements FrameSource {
    /** What goes on beside the frames; called by the thread that takes them. */
    public interface Companion {
        /** There is no frame to take at the moment, or there was none for a while; called ten times a second at least. */
        void idle();

        /** Something befell an interface, or the machine; {@code text} completes a sentence that begins with its name. */
        void notice(String name, String text);
    }

    /**
     * A packet is held back this long if another interface may still deliver an earlier one: the kernel hands a block
     * over when it is full, or 10 ms after its first packet, give or take a tick of its clock.
     */
    private static final long HOLD_NS = 20_000_000;

    private static final long IDLE_NS = 100_000_000;
    private static final long HOUSEKEEPING_NS = 250_000_000;
    /** Few, for where a processor is shared by many a thousand frames may take seconds. */
    private static final int FRAMES_BETWEEN_LOOKS = 64;

    private final List<LiveInterface> interfaces;
    private final Doorbell bell;
    private final InterfaceOrigins origins = new InterfaceOrigins();
    private final List<Origin> wholes = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Stop stop;
    private final ClockWatch clock = new ClockWatch();
    private Companion companion = new NoCompanion();
    private int current = -1;
    private long number;
    private long housekeptNs;
    private boolean started;

    PcapSource(List<LiveInterface> interfaces, Doorbell bell) {
        this.interfaces = List.copyOf(interfaces);
        this.bell = bell;
        stop = new Stop(this.interfaces, bell);
        for (LiveInterface each : interfaces) {
            wholes.add(origins.whole(each));
        }
    }

    /** Opens a handle for each interface, and sets its filter; packets wait in the kernel from now on. */
    public static PcapSource open(CaptureOptions options) throws CaptureException {
        return Handles.open(options);
    }

    /** Names who is told of what goes on beside the frames. */
    public void accompany(Companion newCompanion) {
        companion = newCompanion;
    }

    /** Name and LINKTYPE_ number of each interface, in the order of the options. */
    public List<Origin> interfaces() {
        return List.copyOf(wholes);
    }

    /** The place among {@link #interfaces} of the handle that delivered the latest frame. */
    public int current() {
        return current;
    }

    @Override
    public boolean next(Frame frame) {
        if (!started) {
            begin();
        }
        if (current >= 0) {
            interfaces.get(current).ring().release();
        }
        if ((number & FRAMES_BETWEEN_LOOKS - 1) == 0) {
            keepHouse(System.nanoTime());
        }
        current = await();
        if (current < 0) {
            return false;
        }
        LiveInterface live = interfaces.get(current);
        Origin whole = wholes.get(current);
        Origin origin = live.cooked() ? origins.cooked(live.ring(), whole) : whole;
        live.count();
        live.ring().wrap(frame, ++number, origin);
        return true;
    }

    private void begin() {
        started = true;
        housekeptNs = System.nanoTime();
        interfaces.forEach(LiveInterface::start);
    }

    /** Waits for a packet that may be handed on; the place of its interface, or -1 at the end. */
    private int await() {
        while (true) {
            boolean alive = alive();
            int first = earliest();
            if (first >= 0 && (interfaces.size() == 1 || isTurn(first))) {
                bell.found();
                return first;
            }
            if (first < 0 && !alive) {
                tellFaults();
                return -1;
            }
            companion.idle();
            keepHouse(System.nanoTime());
            if (first < 0) {
                bell.await(IDLE_NS, this::nothingNew);
            } else {
                bell.nap();
            }
        }
    }

    private boolean nothingNew() {
        return earliest() < 0 && alive();
    }

    private boolean alive() {
        for (int i = 0; i < interfaces.size(); i++) {
            if (!interfaces.get(i).ended()) {
                return true;
            }
        }
        return false;
    }

    private int earliest() {
        int first = -1;
        long firstNs = 0;
        for (int i = 0; i < interfaces.size(); i++) {
            PacketRing ring = interfaces.get(i).ring();
            if (ring.ready() && (first < 0 || ring.timeNs() < firstNs)) {
                first = i;
                firstNs = ring.timeNs();
            }
        }
        return first;
    }

    /** Whether no earlier packet can come, because every interface has one waiting, or would have by now. */
    private boolean isTurn(int first) {
        boolean certain = true;
        for (int i = 0; i < interfaces.size() && certain; i++) {
            LiveInterface other = interfaces.get(i);
            certain = i == first || other.ended() || other.ring().ready();
        }
        return certain || System.nanoTime() - interfaces.get(first).ring().arrivalNs() >= HOLD_NS;
    }

    private void keepHouse(long nowNs) {
        if (nowNs - housekeptNs < HOUSEKEEPING_NS) {
            return;
        }
        housekeptNs = nowNs;
        companion.idle();
        tellFaults();
        String clockChange = clock.look();
        if (clockChange != null) {
            companion.notice("clock", clockChange);
        }
        for (LiveInterface each : interfaces) {
            String change = each.ended() ? null : each.link().look();
            if (change != null) {
                companion.notice(each.name(), change);
            }
            each.readCounts();
        }
    }

    private void tellFaults() {
        for (LiveInterface each : interfaces) {
            String fault = each.fault();
            if (fault != null && !told.contains(each.name())) {
                told.add(each.name());
                companion.notice(each.name(), fault);
            }
        }
    }

    /** Ends the capture; what happened before this call is still delivered. Returns at once; for any thread. */
    public void stop() {
        stop.begin();
    }

    /** Whether the capture of an interface ended before anybody wanted it to. */
    public boolean faulty() {
        for (LiveInterface each : interfaces) {
            if (each.fault() != null) {
                return true;
            }
        }
        return false;
    }

    /** One for each interface; may be asked at any time by the thread that takes the frames. */
    @Override
    public List<CaptureReport> reports() {
        List<CaptureReport> reports = new ArrayList<>();
        for (LiveInterface each : interfaces) {
            each.readCounts();
            reports.add(each.report(clock.warnings()));
        }
        return reports;
    }

    @Override
    public void close() {
        interfaces.forEach(each -> each.ring().abandon());
        interfaces.forEach(LiveInterface::close);
    }

    /** Nobody is told of anything. */
    private static final class NoCompanion implements Companion {
        @Override
        public void idle() {
            // nothing waits
        }

        @Override
        public void notice(String name, String text) {
            // the reports tell it
        }
    }
}
