package dev.udpbounce.render;

import static dev.udpbounce.render.JsonFields.name;

import dev.udpbounce.timeline.Fate;
import dev.udpbounce.timeline.Sender;
import tools.jackson.core.io.SerializedString;

/** Writes what is known of the socket behind a packet, into the object under way. */
final class JsonSockets {
    private static final SerializedString PROCESS = name("process");
    private static final SerializedString PID = name("pid");
    private static final SerializedString TID = name("tid");
    private static final SerializedString NAME = name("name");
    private static final SerializedString UID = name("uid");
    private static final SerializedString INODE = name("inode");
    private static final SerializedString FD = name("fd");

    private static final SerializedString VERDICT = name("verdict");
    private static final SerializedString VERDICT_FROM = name("verdict_from");
    private static final SerializedString STORY = name("story");
    private static final SerializedString COALESCED_WITH_PCAP_CNTS = name("coalesced_with_pcap_cnts");
    private static final SerializedString TOLD_AFTER_NS = name("told_after_ns");
    private static final Words<Fate.Verdict> VERDICTS = new Words<>(Fate.Verdict.class);
    private static final Words<Fate.Basis> BASES = new Words<>(Fate.Basis.class);
    private static final Words<Fate.Story> STORIES = new Words<>(Fate.Story.class);

    private final JsonFields fields;

    JsonSockets(JsonFields fields) {
        this.fields = fields;
    }

    void sender(Sender sender) {
        fields.open(PROCESS);
        fields.known(PID, sender.pid());
        fields.known(TID, sender.tid());
        if (!sender.name().isEmpty()) {
            fields.foreign(NAME, sender.name());
        }
        if (sender.uid() != -1) {
            fields.number(UID, Integer.toUnsignedLong(sender.uid()));
        }
        fields.known(INODE, sender.inode());
        fields.known(FD, sender.fd());
        fields.close();
    }

    void fate(Fate fate) {
        fields.word(VERDICT, VERDICTS.of(fate.verdict()));
        fields.word(VERDICT_FROM, BASES.of(fate.basis()));
        if (fate.story() != null) {
            fields.word(STORY, STORIES.of(fate.story()));
        }
        if (!fate.coalescedWith().isEmpty()) {
            fields.openArray(COALESCED_WITH_PCAP_CNTS);
            fate.coalescedWith().forEach(fields::element);
            fields.closeArray();
        }
        fields.known(TOLD_AFTER_NS, fate.toldAfterNs());
        if (fate.sender() != null) {
            sender(fate.sender());
        }
    }
}
