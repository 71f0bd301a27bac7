// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import dev.udpbounce.event.SendSighting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arrows of a trace: from a datagram to its error, and from there to the calls that were told of it. A call that
 * waits begins before the error that ends it, so arrows are complete at the end only. Bounded; what found no room is
 * counted.
 */
final class TraceArrows {
    private static final int MOST = 100_000;

    /** A point within a slice; nanoseconds since the Unix epoch. */
    record Point(TraceTracks.Lane lane, long timeNs) {}

    private record Frame(int origin, long number) {}

    private final Map<Frame, Point> sends = new LinkedHashMap<>();
    private final Map<Frame, Point> errors = new LinkedHashMap<>();
    private final Map<Frame, Point> causes = new LinkedHashMap<>();
    /** By the frame of the error alone: calls are traced beside one capture. */
    private final Map<Long, List<Point>> tells = new LinkedHashMap<>();

    private long omitted;

    /** Remembers a datagram; the oldest ones are forgotten, which no error has come for. */
    void send(int origin, long frame, Point at) {
        sends.put(new Frame(origin, frame), at);
        if (sends.size() > MOST) {
            sends.remove(sends.keySet().iterator().next());
        }
    }

    void error(int origin, long frame, Point at, @Nullable SendSighting cause) {
        if (errors.size() == MOST) {
            omitted++;
            return;
        }
        Frame error = new Frame(origin, frame);
        errors.put(error, at);
        Point from = cause == null ? null : sends.get(new Frame(cause.origin().id(), cause.frame()));
        if (from != null) {
            causes.put(error, from);
        }
    }

    void told(long errorFrame, Point at) {
        if (tells.size() < MOST || tells.containsKey(errorFrame)) {
            tells.computeIfAbsent(errorFrame, key -> new ArrayList<>()).add(at);
        }
    }

    /** Returns the number of errors without arrows, for which there was no room. */
    long omitted() {
        return omitted;
    }

    /** Receives arrows: at least two points each, in order of time. */
    interface Drawing {
        void arrow(List<Point> points);
    }

    void draw(Drawing drawing) {
        errors.forEach((error, at) -> {
            List<Point> points = new ArrayList<>();
            Point cause = causes.get(error);
            if (cause != null) {
                points.add(cause);
            }
            points.add(at);
            points.addAll(tells.getOrDefault(error.number, List.of()));
            if (points.size() > 1) {
                drawing.arrow(points);
            }
        });
    }
}
