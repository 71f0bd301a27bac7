// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.Evidence;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.OrphanReason;
import dev.udpbounce.event.Precedents;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SendSighting;
import dev.udpbounce.event.Translation;
import dev.udpbounce.icmp.Delivery;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.Rule;
import dev.udpbounce.icmp.Telling;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An ICMP error and the datagram that it bounced. */
final class IcmpErrorFields {
    final Field object;
    private final Field name;
    private final Field reporter;
    private final Field match;
    private final Field evidence;
    private final Field candidates;
    private final Field candidateFrames;
    private final Field candidateFiles;
    private final Field causeFrame;
    private final Field causeFile;
    private final Field firstFrame;
    private final Field firstFile;
    private final Field causeTranslation;
    private final Field causeTranslationEvidence;
    private final Field causeTunnelDepth;
    private final Field answersFrame;
    private final Field answersFile;
    private final Field repeatsFrame;
    private final Field repeatsFile;
    private final Field delay;
    private final Field payloadOverwritten;
    private final Field translated;
    private final Field orphanReason;
    private final Field duplicateOf;
    private final Field duplicateFile;
    private final Field mtu;
    private final QuotedFields quoted;
    private final ExtensionFields extensions;
    private final Field errno;
    private final Field errnoName;
    private final Field systemErrno;
    private final Field systemErrnoName;
    private final Field rule;
    private final Field told;
    private final FateFields fate;

    IcmpErrorFields(Field root) {
        object = root.object("icmp_error");
        name = object.text("name");
        reporter = object.word("reporter", Reporter.class);
        match = object.word("match", Match.class);
        evidence = object.wordList("evidence", Evidence.class);
        candidates = object.number("candidates");
        candidateFrames = object.numbers("candidate_pcap_cnts", Unit.FRAME);
        candidateFiles = object.texts("candidate_pcap_filenames");
        causeFrame = object.number("cause_pcap_cnt", Unit.FRAME);
        causeFile = object.text("cause_pcap_filename");
        firstFrame = object.number("cause_first_pcap_cnt", Unit.FRAME);
        firstFile = object.text("cause_first_pcap_filename");
        causeTranslation = object.word("cause_translation", Translation.Certainty.class);
        causeTranslationEvidence = object.wordList("cause_translation_evidence", Translation.Sign.class);
        causeTunnelDepth = object.number("cause_tunnel_depth");
        answersFrame = object.number("cause_answers_pcap_cnt", Unit.FRAME);
        answersFile = object.text("cause_answers_pcap_filename");
        repeatsFrame = object.number("cause_repeats_pcap_cnt", Unit.FRAME);
        repeatsFile = object.text("cause_repeats_pcap_filename");
        delay = object.number("delay_ns", Unit.NANOSECONDS);
        payloadOverwritten = object.flag("payload_overwritten");
        translated = object.flag("translated");
        orphanReason = object.word("orphan_reason", OrphanReason.class);
        duplicateOf = object.number("duplicate_of_pcap_cnt", Unit.FRAME);
        duplicateFile = object.text("duplicate_of_pcap_filename");
        mtu = object.number("mtu", Unit.OCTETS);
        quoted = new QuotedFields(object);
        extensions = new ExtensionFields(object);
        errno = object.number("errno");
        errnoName = object.text("errno_name");
        systemErrno = object.number("system_errno");
        systemErrnoName = object.text("system_errno_name");
        rule = object.word("rule", Rule.class);
        told = object.flags("told", "connected", "unconnected", "recverr");
        fate = new FateFields(object);
    }

    void write(Event.IcmpError event, FieldSink sink) {
        Bounce bounce = event.bounce();
        Bounce.Icmp icmp = bounce.icmp();
        IcmpCode meaning = icmp.meaning();
        sink.beginObject(object);
        sink.name(name, meaning.name());
        sink.word(reporter, icmp.reporter());
        attribution(bounce, sink);
        sink.known(mtu, icmp.mtu());
        quoted.write(bounce.quoted(), sink);
        extensions.write(icmp.extensions(), sink);
        errno(meaning.linux(), sink);
        told(bounce, sink);
        if (event.fate() != null) {
            fate.write(event.fate(), sink);
        }
        sink.endObject();
    }

    private void attribution(Bounce bounce, FieldSink sink) {
        Bounce.Attribution attribution = bounce.attribution();
        sink.word(match, attribution.match());
        sink.words(evidence, attribution.evidence());
        if (attribution.match() == Match.AMBIGUOUS) {
            sink.number(candidates, attribution.candidates());
            sink.numbers(candidateFrames, attribution.candidateFrames());
            OtherFile.write(
                    candidateFiles,
                    attribution.candidateOrigins(),
                    bounce.sighting().origin(),
                    sink);
        }
        Send cause = attribution.cause();
        SendSighting here = attribution.causeHere();
        if (cause != null && here != null) {
            cause(bounce, cause, here, sink);
        }
        if (attribution.orphanReason() != null) {
            sink.word(orphanReason, attribution.orphanReason());
        }
        sink.positive(duplicateOf, attribution.duplicateOf());
        OtherFile.write(
                duplicateFile, attribution.duplicateOrigin(), bounce.sighting().origin(), sink);
    }

    private void cause(Bounce bounce, Send cause, SendSighting here, FieldSink sink) {
        Origin own = bounce.sighting().origin();
        sink.number(causeFrame, here.frame());
        OtherFile.write(causeFile, here.origin(), own, sink);
        if (!isFirst(here, cause)) {
            sink.number(firstFrame, cause.frame());
            OtherFile.write(firstFile, cause.origin(), own, sink);
        }
        Translation translation = here.translation();
        if (translation != null) {
            sink.word(causeTranslation, translation.certainty());
            if (!translation.evidence().isEmpty()) {
                sink.words(causeTranslationEvidence, translation.evidence());
            }
        }
        sink.positive(causeTunnelDepth, cause.depth());
        Precedents precedents = bounce.attribution().precedents();
        frame(answersFrame, answersFile, precedents.query(), own, sink);
        frame(repeatsFrame, repeatsFile, precedents.repeated(), own, sink);
        if (bounce.hasDelay()) {
            sink.number(delay, bounce.delayNs());
        }
        if (bounce.attribution().payloadOverwritten()) {
            sink.flag(payloadOverwritten, true);
        }
        if (bounce.isTranslated()) {
            sink.flag(translated, true);
        }
    }

    private static void frame(Field number, Field file, @Nullable SendSighting seen, Origin own, FieldSink sink) {
        if (seen != null) {
            sink.number(number, seen.frame());
            OtherFile.write(file, seen.origin(), own, sink);
        }
    }

    private static boolean isFirst(SendSighting here, Send cause) {
        return here.frame() == cause.frame()
                && Objects.equals(here.origin().file(), cause.origin().file());
    }

    private void errno(Delivery delivery, FieldSink sink) {
        if (delivery.errnoName() != null) {
            sink.number(errno, delivery.errnoNumber());
            sink.name(errnoName, delivery.errnoName());
        }
    }

    private void told(Bounce bounce, FieldSink sink) {
        Rule known = bounce.rule();
        Rule whose = known == null ? Rule.LINUX : known;
        Telling telling = bounce.icmp().meaning().telling(whose);
        if (telling != null) {
            sink.number(systemErrno, telling.number());
            sink.name(systemErrnoName, telling.name());
        }
        sink.word(rule, whose);
        if (whose == Rule.LINUX) {
            toldByLinux(bounce, sink);
        } else if (telling != null) {
            sink.beginObject(told);
            sink.flag(told.members().get(0), true);
            sink.flag(told.members().get(1), telling.tellsUnconnected());
            sink.endObject();
        }
    }

    /** A socket that is connected or bound is not at the address which a quote has that was not translated back. */
    private void toldByLinux(Bounce bounce, FieldSink sink) {
        Delivery delivery = bounce.icmp().linux();
        boolean elsewhere = bounce.isTranslated();
        boolean atQuotedPort = !elsewhere || bounce.keepsSourcePort();
        sink.flags(
                told,
                (delivery.tellsConnected() && !elsewhere ? 1 : 0)
                        | (delivery.tellsUnconnected() && !elsewhere ? 2 : 0)
                        | (delivery.tellsRecverr() && atQuotedPort ? 4 : 0));
    }
}
