// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The properties of an ICMP type: its format, the rows of the codes that RFCs define, and the default for other codes.
 * Types that no RFC defines share an instance.
 */
public final class IcmpType {
    /** The format traits of a type. */
    enum Trait {
        /** The message is an error, not a request, reply or advertisement. */
        ERROR,
        /** The message quotes its cause after a header of eight octets. */
        QUOTES,
        /** The message may hold the extension structure of RFC 4884, with the quote length in its header. */
        EXTENSIBLE,
        /** The message holds the MTU of the next hop, whatever the code. */
        MTU
    }

    /**
     * Explanations for the receiver of a message.
     *
     * @param note what the message implies about the destination, in a few words; null if nothing
     * @param advice what to do, in sentences
     */
    record Words(@Nullable String note, String advice) {
        Words advice(String other) {
            return new Words(note, other);
        }
    }

    private final int version;
    private final int type;
    private final @Nullable String name;
    private final Set<Trait> traits;
    private final Words otherWords;
    private final Delivery otherDelivery;
    /** Rows by code; null for codes that no RFC defines. */
    private final @Nullable IcmpCode[] codes;

    private IcmpType(
            int version,
            int type,
            @Nullable String name,
            Set<Trait> traits,
            Words otherWords,
            Delivery otherDelivery,
            @Nullable IcmpCode[] codes) {
        this.version = version;
        this.type = type;
        this.name = name;
        this.traits = traits;
        this.otherWords = otherWords;
        this.otherDelivery = otherDelivery;
        this.codes = codes;
    }

    /** Creates the instance for types of a version that no RFC defines. */
    static IcmpType undefined(int version, Set<Trait> traits, Words words, Delivery delivery) {
        return new IcmpType(version, -1, null, traits, words, delivery, new IcmpCode[0]);
    }

    static Builder of(int version, int type, String name, Trait... traits) {
        return new Builder(version, type, name, traits);
    }

    int version() {
        return version;
    }

    int type() {
        return type;
    }

    /** Returns whether an RFC defines the type as an error or a redirect. */
    public boolean isDefined() {
        return name != null;
    }

    /** Returns whether the type is an error, not a request, reply or advertisement. */
    public boolean isError() {
        return traits.contains(Trait.ERROR);
    }

    /** Returns whether a message of this type quotes its cause after a header of eight octets. */
    public boolean quotes() {
        return traits.contains(Trait.QUOTES);
    }

    /** Returns whether a message of this type may hold an extension structure (RFC 4884 section 4). */
    public boolean isExtensible() {
        return traits.contains(Trait.EXTENSIBLE);
    }

    /** Returns whether a message of this type and code holds the MTU of the next hop. */
    public boolean hasMtu(int code) {
        IcmpCode defined = defined(code);
        return defined == null ? traits.contains(Trait.MTU) : defined.hasMtu();
    }

    /** Linux's handling of a message of this type and code. Allocates nothing. */
    Delivery linux(int code) {
        IcmpCode defined = defined(code);
        return defined == null ? otherDelivery : defined.linux();
    }

    /** Returns whether Linux tells a socket of this type with at least one code. */
    boolean isEverTold() {
        return otherDelivery.tellsRecverr()
                || definedCodes().stream().anyMatch(code -> code.linux().tellsRecverr());
    }

    /** Row of a code. For a code that no RFC defines, a row is built from the default. */
    IcmpCode code(int actualType, int code) {
        IcmpCode defined = defined(code);
        if (defined != null) {
            return defined;
        }
        String label = (name == null ? "type " + actualType : name) + ", code " + code;
        boolean mtu = traits.contains(Trait.MTU);
        return new IcmpCode(
                version,
                actualType,
                code,
                label,
                otherWords.note(),
                otherWords.advice(),
                mtu,
                otherDelivery,
                null,
                null);
    }

    List<IcmpCode> definedCodes() {
        List<IcmpCode> defined = new ArrayList<>();
        for (IcmpCode code : codes) {
            if (code != null) {
                defined.add(code);
            }
        }
        return defined;
    }

    private @Nullable IcmpCode defined(int code) {
        return code < codes.length ? codes[code] : null;
    }

    /** Builds a type from its rows, codes in ascending order, followed by the default for other codes. */
    static final class Builder {
        private final int version;
        private final int type;
        private final String name;
        private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
        private final List<@Nullable IcmpCode> codes = new ArrayList<>();

        private Builder(int version, int type, String name, Trait... traits) {
            this.version = version;
            this.type = type;
            this.name = name;
            this.traits.addAll(List.of(traits));
        }

        /** Adds a row. */
        Builder code(int code, String meaning, Delivery linux, Words words) {
            return row(code, meaning, traits.contains(Trait.MTU), linux, words);
        }

        /** Adds a row whose message holds the MTU of the next hop, although its type has no {@link Trait#MTU}. */
        Builder codeWithMtu(int code, String meaning, Delivery linux, Words words) {
            return row(code, meaning, true, linux, words);
        }

        private Builder row(int code, String meaning, boolean mtu, Delivery linux, Words words) {
            while (codes.size() < code) {
                codes.add(null);
            }
            codes.add(new IcmpCode(version, type, code, meaning, words.note(), words.advice(), mtu, linux, null, null));
            return this;
        }

        /** How other systems tell of the last row; null where that is not known. */
        Builder elsewhere(@Nullable Telling windows, @Nullable Telling bsd) {
            int last = codes.size() - 1;
            IcmpCode row = Objects.requireNonNull(codes.get(last));
            codes.set(
                    last,
                    new IcmpCode(
                            row.version(),
                            row.type(),
                            row.code(),
                            row.name(),
                            row.note(),
                            row.advice(),
                            row.hasMtu(),
                            row.linux(),
                            windows,
                            bsd));
            return this;
        }

        IcmpType others(Delivery linux, Words words) {
            return new IcmpType(version, type, name, traits, words, linux, codes.toArray(new IcmpCode[0]));
        }
    }
}
