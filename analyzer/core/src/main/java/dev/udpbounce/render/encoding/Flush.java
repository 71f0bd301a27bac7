// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.encoding;

/** When a writer passes its buffer to its stream. The end of a timeline is always passed on. */
public enum Flush {
    /** After every event: for pipes and terminals that are watched live. */
    EACH_EVENT,
    /** When the buffer is full: for files. */
    WHEN_FULL
}
