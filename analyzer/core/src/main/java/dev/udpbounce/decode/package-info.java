/**
 * A frame comes in; nothing, a {@link dev.udpbounce.decode.Datagram}, or an {@link dev.udpbounce.decode.IcmpError}
 * with the datagram that it quotes goes out, as views over the frame's octets.
 *
 * <p>The contract of the layer: no input makes it throw, loop or allocate. Every index is checked against what is
 * present before it is read; what a header claims and what is present are kept apart; a refusal is counted under its
 * {@link dev.udpbounce.decode.Malformation}, and the layers before it stand.
 */
@NullMarked
package dev.udpbounce.decode;

import org.jspecify.annotations.NullMarked;
