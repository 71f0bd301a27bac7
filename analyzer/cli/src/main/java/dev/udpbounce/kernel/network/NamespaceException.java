// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.network;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.KernelException;
import java.io.IOException;

/** A network namespace that cannot be entered. The message is one line with the name of it, and is not escaped. */
public final class NamespaceException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The cause of the failure. */
    public enum Kind {
        /** There is no such namespace. */
        ABSENT,
        /** This process is not permitted to enter it. */
        RIGHTS,
        /** Something else, such as too many open files. */
        OTHER
    }

    private final Kind kind;

    NamespaceException(Kind kind, String name, String text) {
        super("network namespace " + name + " " + text);
        this.kind = kind;
    }

    static NamespaceException of(String name, KernelException failure) {
        int errno = failure.errno();
        if (errno == Errno.ENOENT.linux() || errno == Errno.ESRCH.linux()) {
            return new NamespaceException(Kind.ABSENT, name, "does not exist");
        }
        return errno == Errno.EPERM.linux() || errno == Errno.EACCES.linux()
                ? new NamespaceException(
                        Kind.RIGHTS, name, "cannot be entered: it needs root, or CAP_SYS_ADMIN and CAP_SYS_PTRACE")
                : new NamespaceException(Kind.OTHER, name, "cannot be entered (" + failure.getMessage() + ")");
    }

    public Kind kind() {
        return kind;
    }
}
