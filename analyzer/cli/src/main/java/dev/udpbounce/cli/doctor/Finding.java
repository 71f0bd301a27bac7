// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.doctor;

/**
 * The result of one check.
 *
 * @param subject what was checked, a few words
 * @param text what was found; may hold text from the system, and is not escaped
 * @param advice what to do about it; empty if there is nothing to do; not escaped either
 */
record Finding(Level level, String subject, String text, String advice) {
    /** How good a finding is. */
    enum Level {
        /** Works. */
        OK("ok"),
        /** Works, but something is slower or less is known. */
        LIMITED("limited"),
        /** Does not work here. */
        MISSING("missing");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text, "");
    }
}
