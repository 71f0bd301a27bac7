package dev.udpbounce.capture;

import org.jspecify.annotations.Nullable;

/**
 * Where a frame comes from: one interface of one capture file, or one live interface. There is one instance per
 * interface, so that identity compares vantage points.
 *
 * @param id small number, unique among the origins of one run, counted from 0
 * @param file the capture file's name as the user gave it, {@code -} for standard input; null for a live capture
 * @param interfaceName the interface's name where the capture tells it
 * @param linkType LINKTYPE_ number of its frames
 * @param snapLength longest captured length in octets that the capture promises; 0 for no limit
 * @param precision decimal digits of its time stamps: 6 or 9
 */
public record Origin(
        int id, @Nullable String file, @Nullable String interfaceName, int linkType, int snapLength, int precision) {}
