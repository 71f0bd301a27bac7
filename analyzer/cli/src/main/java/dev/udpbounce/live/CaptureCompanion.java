// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

/** Receives events of a {@link LiveSource} other than frames; called by the thread that takes the frames. */
public interface CaptureCompanion {
    /** Ignores all events; the reports of the source contain the notices. */
    CaptureCompanion NONE = new CaptureCompanion() {
        @Override
        public void caughtUp(long silentNs) {
            // no listener
        }

        @Override
        public void idle() {
            // no listener
        }

        @Override
        public void notice(String name, String text) {
            // no listener
        }
    };

    /** Called if there is no frame at the moment, or was none for a while; at least ten times a second. */
    void idle();

    /**
     * Called before {@link #idle} when all packets that arrived at least 20 ms ago have been handed on.
     *
     * @param silentNs nanoseconds since the last frame was analyzed, or since the first was requested
     */
    void caughtUp(long silentNs);

    /**
     * Reports a change of an interface or the machine; {@code text} completes a sentence that begins with its name.
     */
    void notice(String name, String text);
}
