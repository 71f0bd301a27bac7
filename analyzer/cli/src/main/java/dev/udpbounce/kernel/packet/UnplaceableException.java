// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.packet;

/** A filter that the kernel cannot apply to the packets of a socket, since it reads what is not there. */
public final class UnplaceableException extends Exception {
    private static final long serialVersionUID = 1;

    UnplaceableException(String message) {
        super(message);
    }
}
