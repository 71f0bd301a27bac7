package dev.udpbounce.kernel;

import java.io.IOException;

/** Rights could not be given up as was asked. The message is fit to be shown. */
public final class PrivilegeException extends IOException {
    private static final long serialVersionUID = 1;

    PrivilegeException(String message) {
        super(message);
    }
}
