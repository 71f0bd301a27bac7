/**
 * Selects the datagrams and errors to follow ({@link dev.udpbounce.select.Selection}). A tcpdump filter expression is
 * parsed into a selection or into a one-line error message. If the kernel has already filtered the datagrams, their
 * flows are the selection. Quantities with a unit are parsed here, too. The language is a subset of pcap-filter(7):
 *
 * <pre>
 *  filter      = [ expression ]
 *  expression  = term { ( "and" | "&amp;&amp;" | "or" | "||" ) ( term | values ) }
 *  term        = ( "not" | "!" ) term | "(" expression ")" | [ protocol ] qualifier values | protocol
 *  qualifier   = direction [ kind ] | kind
 *  protocol    = "udp" | "ip" | "ip6"
 *  direction   = "src" | "dst" | "src or dst" | "src and dst"
 *  kind        = "host" | "net" | "port" | "portrange"
 *  values      = value | ( "not" | "!" ) values | "(" values { ( "and" | "or" ) values } ")"
 *  value       = address | net [ "/" number | "mask" net ] | port [ "-" port ]
 * </pre>
 *
 * <p>Values without qualifiers inherit those of the preceding term. "and" and "or" have equal precedence and associate
 * to the left; "not" binds tighter. The default kind is host. Not supported: names of hosts, nets and services, which
 * resolve differently on each machine; the kernel's filter program; protocols other than UDP.
 */
@NullMarked
package dev.udpbounce.select;

import org.jspecify.annotations.NullMarked;
