// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

/** Constants of open(2) and fcntl(2) on x86 and Arm. */
public final class FcntlConstants {
    public static final int O_WRONLY = 1;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_NOFOLLOW = "aarch64".equals(System.getProperty("os.arch")) ? 0x8000 : 0x20000;
    public static final int O_CLOEXEC = 0x80000;
    /** Names a file without opening it. */
    public static final int O_PATH = 0x200000;

    public static final int F_DUPFD = 0;
    public static final int F_GETFD = 1;
    public static final int F_SETFD = 2;
    public static final int FD_CLOEXEC = 1;
    public static final int F_DUPFD_CLOEXEC = 1030;

    private FcntlConstants() {}
}
