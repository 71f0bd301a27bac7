// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.List;

/**
 * What {@link OriginPlan} needs of a capture that was read on its own.
 *
 * @param beginNs time of its first frame, nanoseconds since the Unix epoch; {@link Long#MIN_VALUE} without frames
 * @param endNs latest time of a frame; {@link Long#MIN_VALUE} without frames
 * @param origins origins of its frames in their order of appearance, as its own reading has numbered them, from 0
 * @param placesNs latest time of a frame before the first one of each origin; {@link Long#MIN_VALUE} without any before
 * @param ordinals ordinal of the interface of each origin within the file, from 0
 */
public record FileSpan(long beginNs, long endNs, List<Origin> origins, List<Long> placesNs, List<Integer> ordinals) {}
