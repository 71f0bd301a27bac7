// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.Rule;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words that all errors of one type and code share, and which of them were explained already. */
final class ErrorKinds {
    /** The errors of one version, type and code about which sockets are told by one rule. */
    static final class Kind {
        private final int number;
        private final String title;
        private final @Nullable String errno;
        private final boolean becomesErrno;
        private int explained;

        private Kind(int number, IcmpCode meaning, @Nullable Rule rule) {
            this.number = number;
            title = " " + meaning.name() + " (" + meaning.type() + "/" + meaning.code() + ")";
            errno = ErrorWords.errno(meaning, rule);
            becomesErrno = meaning.linux().errnoName() != null;
        }

        /** Returns the name, type and code, after a space. */
        String title() {
            return title;
        }

        /** Returns whether the error becomes an errno on Linux. */
        boolean becomesErrno() {
            return becomesErrno;
        }

        /** Returns the name of the errno that the error becomes by the rule, see {@link ErrorWords#errno}. */
        @Nullable
        String errno() {
            return errno;
        }

        /** Returns whether no such error was explained yet; it is from then on. */
        boolean isNew(boolean translated, boolean keepsPort) {
            int bit = translated ? keepsPort ? 4 : 2 : 1;
            boolean isNew = (explained & bit) == 0;
            explained |= bit;
            return isNew;
        }
    }

    private final Map<Integer, Kind> kinds = new HashMap<>();
    private @Nullable Kind latest;

    /** Returns the kind of an error. */
    Kind of(Bounce bounce) {
        Bounce.Icmp icmp = bounce.icmp();
        Rule rule = bounce.rule();
        int number = ((icmp.version() << 8 | icmp.type()) << 8 | icmp.code()) << 2 | number(rule);
        Kind kind = latest;
        if (kind == null || kind.number != number) {
            kind = kinds.get(number);
            if (kind == null) {
                kind = new Kind(number, icmp.meaning(), rule);
                kinds.put(number, kind);
            }
            latest = kind;
        }
        return kind;
    }

    private static int number(@Nullable Rule rule) {
        if (rule == null) {
            return 0;
        }
        return switch (rule) {
            case LINUX -> 1;
            case WINDOWS -> 2;
            case BSD -> 3;
        };
    }
}
