/**
 * The command {@code live}: captures from interfaces and prints the timeline; optionally records the packets and
 * exports counters. The package calls neither libpcap nor the kernel.
 */
@NullMarked
package dev.udpbounce.cli.live;

import org.jspecify.annotations.NullMarked;
