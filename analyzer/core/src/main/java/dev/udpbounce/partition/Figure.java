// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

/** The sums of a run that add up over its parts. */
enum Figure {
    PACKETS,
    BYTES,
    UNTIMED,
    FRAGMENTS,
    OTHER_ERRORS,
    FRAGMENTED_FORGOTTEN,
    /** Captures that report how many packets they have lost. */
    DROP_REPORTS,
    DROPPED,
    SENDS,
    SIGHTINGS,
    BOUNCED,
    ANSWERED,
    SUPPRESSED,
    EXPIRED,
    EVICTED,
    FILTERED_SENDS,
    FILTERED_ERRORS,
    ERRORS,
    DUPLICATES,
    /** Errors about destinations that there was no room for. */
    ELSEWHERE,
    COUNTS_FORGOTTEN,
    COMMENTS_FORGOTTEN,
    ROWS_ELSEWHERE,
    /** Rows of the table of bounces beyond its limit. */
    ROWS_LEFT_OUT
}
