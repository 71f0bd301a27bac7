/**
 * The data types that all stages share: datagrams and flows, ICMP errors with the datagrams that they bounced, system
 * calls, sums. The stages create them; an {@link dev.udpbounce.event.EventSink} receives each {@link
 * dev.udpbounce.event.Event}. They are records and small value classes, which may be kept, except the view {@link
 * dev.udpbounce.event.Bounce}. The package contains no matching, wire formats or output text.
 */
@NullMarked
package dev.udpbounce.event;

import org.jspecify.annotations.NullMarked;
