/**
 * One batch job for Apache Flink: the parts of {@link dev.udpbounce.partition} on many machines. What a packet means is
 * decided in the core alone; here is only where octets come from and where they go.
 */
@NullMarked
package dev.udpbounce.flink;

import org.jspecify.annotations.NullMarked;
