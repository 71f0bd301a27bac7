// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.privilege;

import java.io.IOException;

/** Thrown when privileges cannot be dropped as requested. The message is suitable for users. */
public final class PrivilegeException extends IOException {
    private static final long serialVersionUID = 1;

    PrivilegeException(String message) {
        super(message);
    }
}
