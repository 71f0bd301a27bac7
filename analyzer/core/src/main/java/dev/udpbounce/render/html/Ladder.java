// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.render.words.CallWords;
import dev.udpbounce.render.words.Durations;
import dev.udpbounce.render.words.EventWords;
import dev.udpbounce.render.words.Glyphs;
import dev.udpbounce.render.words.InputLabels;
import dev.udpbounce.render.words.Joint;
import dev.udpbounce.render.words.PageWords;
import dev.udpbounce.render.words.Piece;
import dev.udpbounce.render.words.Wording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the ladder as JSON, for the script, which draws them. A call and its only datagram are one row; with many
 * packets and no calls, an error and its datagram are.
 */
final class Ladder {
    /** Packets that are shown in a row each, if there are no calls. */
    private static final int MOST_SINGLE = 60;

    private static final long NS_PER_MICROSECOND = 1000;

    private final Wording words = new Wording();
    private final EventWords event;
    private final CallWords call = new CallWords(words, Glyphs.UNICODE);
    private final AxisLabels times;
    private final TimeAxis axis;
    private final Markup out;
    /** Numbers of frames on the page, by file and number in it. */
    private final Map<String, Integer> frames = new HashMap<>();
    /** Outcomes of the datagrams that are shown with their errors. */
    private final Map<Integer, Event.IcmpError> errorOf = new HashMap<>();

    private boolean comma;

    Ladder(TimeAxis axis, AxisLabels times, Markup out) {
        event = new EventWords(words, Glyphs.UNICODE, new InputLabels(), true);
        this.axis = axis;
        this.times = times;
        this.out = out;
    }

    void write(List<Event> shown) {
        List<Event> events = new ArrayList<>(shown);
        events.sort(Comparator.comparingLong(Event::timeNs));
        boolean calls = events.stream().anyMatch(each -> each instanceof Event.Syscall);
        boolean single = calls || events.size() <= MOST_SINGLE;
        Map<Integer, Event.UdpSend> sends = new HashMap<>();
        for (Event each : events) {
            if (each instanceof Event.IcmpError error
                    && error.bounce().attribution().cause() != null) {
                errorOf.putIfAbsent(frame(error.bounce().attribution().cause()), error);
            } else if (each instanceof Event.UdpSend send) {
                sends.put(frame(send.send()), send);
            }
        }
        Map<Integer, Event.UdpSend> ofCalls = new HashMap<>();
        for (Event each : events) {
            if (each instanceof Event.Syscall made && made.call().links().sent().size() == 1) {
                int key =
                        frames.getOrDefault(key(null, made.call().links().sent().get(0)), -1);
                Event.UdpSend send = sends.get(key);
                if (send != null) {
                    ofCalls.put(key, send);
                }
            }
        }
        for (Event each : events) {
            if (each instanceof Event.Syscall made) {
                call(made.call(), ofCalls);
            } else if (each instanceof Event.IcmpError error) {
                error(error, single);
            } else if (single && each instanceof Event.UdpSend send && !ofCalls.containsKey(frame(send.send()))) {
                send(send);
            }
        }
    }

    private static String key(@Nullable String file, long frame) {
        return file + "#" + frame;
    }

    private int frame(Send send) {
        return number(send.origin().file(), send.frame());
    }

    private int number(@Nullable String file, long frame) {
        return frames.computeIfAbsent(key(file, frame), unknown -> frames.size() + 1);
    }

    private void send(Event.UdpSend send) {
        begin("send", send.timeNs(), send.hasTime());
        out.raw(",\"n\":").raw(String.valueOf(send.send().frame()));
        words.clear();
        event.send(send);
        words(words, "");
        datagram(send);
        end();
    }

    /** Writes what the row of a datagram, or of its call, has of the datagram. */
    private void datagram(Event.UdpSend send) {
        int id = frame(send.send());
        Flow flow = send.send().flow();
        out.raw(",\"out\":" + id + ",\"d\":").json(PageWords.endpoint(flow.destination(), flow.destinationPort()));
        Event.IcmpError error = errorOf.get(id);
        if (error != null) {
            out.raw(",\"at\":\"" + at(error.bounce()) + "\"");
        }
        if (send.owner() != null) {
            out.raw(",\"p\":").json(PageWords.process(send.owner()));
        }
    }

    private static String at(Bounce bounce) {
        Reporter reporter = bounce.icmp().reporter();
        return reporter.name().toLowerCase(Locale.ROOT);
    }

    private void error(Event.IcmpError error, boolean single) {
        Bounce bounce = error.bounce();
        Send cause = bounce.attribution().cause();
        begin(single || cause == null ? "error" : "bounce", error.timeNs(), error.hasTime());
        out.raw(",\"n\":" + bounce.sighting().frame());
        out.raw(",\"in\":"
                + number(bounce.sighting().origin().file(), bounce.sighting().frame()));
        if (cause != null) {
            out.raw(",\"of\":" + frame(cause));
            if (bounce.hasDelay()) {
                out.raw(",\"after\":").json(Durations.text(bounce.delayNs(), Glyphs.UNICODE) + " later");
            }
        }
        Flow flow = bounce.datagramFlow();
        out.raw(",\"d\":").json(PageWords.endpoint(flow.destination(), flow.destinationPort()));
        out.raw(",\"at\":\"" + at(bounce) + "\",\"r\":\""
                + Reason.of(bounce.icmp().meaning()).word() + "\"");
        if (bounce.attribution().duplicateOf() == 0 && cause != null) {
            out.raw(",\"t\":\"" + Told.of(error).word() + "\"");
        }
        if (error.fate() != null && error.fate().owner() != null) {
            out.raw(",\"p\":").json(PageWords.process(error.fate().owner()));
        }
        words.clear();
        event.error(error);
        words(words, "fate");
        end();
    }

    private void call(SocketCall made, Map<Integer, Event.UdpSend> ofCalls) {
        begin("call", made.request().entryNs(), true);
        out.raw(",\"s\":" + made.socketId());
        List<String> told = new ArrayList<>();
        for (long frame : made.links().reports()) {
            told.add(String.valueOf(number(null, frame)));
        }
        out.raw(told.isEmpty() ? "" : ",\"told\":[" + String.join(",", told) + "]");
        out.raw(made.failed() ? ",\"failed\":true" : "");
        out.raw(made.lostItsDatagram() ? ",\"lost\":true" : "");
        out.raw(made.queueEntries() > 0 ? ",\"queue\":true" : "");
        if (made.links().sent().isEmpty() && made.links().reports().isEmpty() && !made.failed()) {
            out.raw(",\"quiet\":").json(made.request().name());
        }
        words.clear();
        call.call(made);
        Event.UdpSend only = made.links().sent().size() == 1
                ? ofCalls.get(number(null, made.links().sent().get(0)))
                : null;
        words(words, "");
        if (only != null) {
            datagram(only);
        } else {
            out.raw(",\"p\":").json(PageWords.process(made.caller()));
        }
        end();
    }

    private void begin(String kind, long timeNs, boolean hasTime) {
        out.raw(comma ? ",\n" : "\n").raw("{\"k\":\"" + kind + "\"");
        comma = true;
        if (hasTime) {
            long offsetNs = timeNs - axis.startNs();
            out.raw(",\"us\":" + offsetNs / NS_PER_MICROSECOND).raw(",\"c\":").json(times.clock(timeNs));
        }
    }

    /**
     * Writes pieces of words, each with its role; what begins a paragraph begins with a bar.
     *
     * @param foreign a further word for pieces with the name of a process and a role
     */
    private void words(List<Piece> pieces, String foreign) {
        out.raw(",\"w\":[");
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            String role = piece.role().name().toLowerCase(Locale.ROOT);
            boolean paragraph = piece.joint() == Joint.PARAGRAPH;
            String further = !foreign.isEmpty() && piece.isForeign() && !paragraph ? " " + foreign : "";
            out.raw(i == 0 ? "" : ",").json((paragraph ? "|" : "") + role + further);
            out.raw(",").json(piece.text().toString());
        }
        out.raw("]");
    }

    private void end() {
        out.raw("}");
    }
}
