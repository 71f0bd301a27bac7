package dev.udpbounce.render;

/** When a writer hands what it has buffered to its stream. The end of a timeline is always handed over. */
public enum Flush {
    /** After every event: for pipes and terminals that are watched as it happens. */
    EACH_EVENT,
    /** When the buffer is full: for files. */
    WHEN_FULL
}
