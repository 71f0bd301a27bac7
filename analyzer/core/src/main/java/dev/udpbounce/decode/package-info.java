/**
 * Decodes frames. A {@link dev.udpbounce.decode.PacketHandler} receives each {@link dev.udpbounce.decode.Datagram} and
 * each {@link dev.udpbounce.decode.IcmpError} with the datagram that it quotes, as views of the frame's octets that are
 * valid until the handler returns. The package uses no input, output or clock. The only state kept between frames is
 * the ports of fragmented datagrams.
 *
 * <p>{@link dev.udpbounce.decode.Decoder} is the entry point, and the only class that knows all protocols. It loops
 * over the headers: each protocol has its own class, which decodes the given octets and returns the next protocol. A
 * caller that recognizes a plain datagram by its {@link dev.udpbounce.decode.PlainHeader} bypasses the loop.
 *
 * <p>Contract of the package: no input makes it throw, recurse or loop endlessly. Every index is checked against the
 * octets present before it is read. Claimed and present lengths are kept separate, and an implied length is marked as
 * such. A malformed layer is counted under its {@link dev.udpbounce.decode.Malformation}, and the outer layers remain
 * valid. Decoding allocates only the extensions of an ICMP error when requested, and once the table of fragments.
 */
@NullMarked
package dev.udpbounce.decode;

import org.jspecify.annotations.NullMarked;
