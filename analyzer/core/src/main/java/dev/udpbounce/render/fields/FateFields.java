// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.Fate;

/** The fate of an error: who is told of it. */
final class FateFields {
    private final Field verdict;
    private final Field verdictFrom;
    private final Field story;
    private final Field coalescedWith;
    private final Field toldAfter;
    private final Field toldBy;
    private final Field otherSocket;
    private final Field unknownBecause;
    private final ProcessFields process;

    FateFields(Field object) {
        verdict = object.word("verdict", Fate.Verdict.class);
        verdictFrom = object.word("verdict_from", Fate.Basis.class);
        story = object.word("story", Fate.Story.class);
        coalescedWith = object.numbers("coalesced_with_pcap_cnts", Unit.FRAME);
        toldAfter = object.number("told_after_ns", Unit.NANOSECONDS);
        toldBy = object.word("told_by", Fate.Teller.class);
        otherSocket = object.flag("other_socket");
        unknownBecause = object.word("unknown_because", Fate.Doubt.class);
        process = ProcessFields.ofSocket(object);
    }

    void write(Fate fate, FieldSink sink) {
        sink.word(verdict, fate.verdict());
        sink.word(verdictFrom, fate.basis());
        if (fate.story() != null) {
            sink.word(story, fate.story());
        }
        if (!fate.coalescedWith().isEmpty()) {
            sink.numbers(coalescedWith, fate.coalescedWith());
        }
        sink.known(toldAfter, fate.toldAfterNs());
        if (fate.teller() != null) {
            sink.word(toldBy, fate.teller());
        }
        if (fate.otherSocket()) {
            sink.flag(otherSocket, true);
        }
        if (fate.doubt() != null) {
            sink.word(unknownBecause, fate.doubt());
        }
        if (fate.owner() != null) {
            process.write(fate.owner(), sink);
        }
    }
}
