/**
 * A filter expression as tcpdump takes it comes in, a predicate on datagrams goes out; or one line that says what is
 * wrong with the expression. The language is the everyday part of pcap-filter(7):
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
 * <p>Values without qualifiers take those of the term before them. "and" and "or" bind alike and associate to the left,
 * "not" binds tighter. Without a kind a value is a host. Never here: names of hosts, nets and services, whose numbers
 * depend on the machine; the kernel's filter program; whatever is not UDP.
 */
@NullMarked
package dev.udpbounce.select;

import org.jspecify.annotations.NullMarked;
