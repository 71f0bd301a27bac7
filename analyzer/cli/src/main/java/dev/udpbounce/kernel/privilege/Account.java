// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.privilege;

import dev.udpbounce.kernel.sys.Libc;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A user of this machine, as looked up by the C library in {@code /etc/passwd} and the sources in
 * {@code nsswitch.conf}.
 *
 * @param gid primary group
 * @param groups all groups
 * @param home home directory
 */
public record Account(String name, int uid, int gid, List<Integer> groups, String home) {
    // struct passwd (getpwnam(3)): name, password, uid, gid, real name, home, shell
    private static final int PW_NAME = 0;
    private static final int PW_UID = 2 * Long.BYTES;
    private static final int PW_GID = PW_UID + Integer.BYTES;
    private static final int PW_DIR = PW_GID + Integer.BYTES + Long.BYTES;

    /** {@code (uid_t) -1}, which is not a valid user. */
    private static final long NOBODY = 0xffffffffL;
    /** Linux's limit, NGROUPS_MAX. */
    private static final int MAX_GROUPS = 65_536;

    /** Returns the user with this name; null if there is none. */
    public static @Nullable Account named(String name) {
        synchronized (Account.class) { // the C library returns a static buffer
            return of(Libc.calls().getpwnam(name));
        }
    }

    /** Returns the user with this id; null if there is none. */
    public static @Nullable Account ofUid(int uid) {
        synchronized (Account.class) {
            return of(Libc.calls().getpwuid(uid));
        }
    }

    /**
     * Returns the user who ran {@code sudo}, from SUDO_UID and SUDO_GID; null if there is none, or if it was root.
     *
     * @throws PrivilegeException if the variables contradict the user database, and so cannot be trusted
     */
    public static @Nullable Account ofSudoUser(Map<String, String> environment) throws PrivilegeException {
        String uid = environment.get("SUDO_UID");
        if (uid == null || uid.equals("0")) {
            return null;
        }
        long number = uid.matches("[0-9]{1,10}") ? Long.parseLong(uid) : NOBODY;
        Account account = number < NOBODY ? ofUid((int) number) : null;
        String gid = environment.get("SUDO_GID");
        if (account == null || !Integer.toUnsignedString(account.gid).equals(gid)) {
            throw new PrivilegeException("SUDO_UID and SUDO_GID name no user of this machine; use -Z USER to name one");
        }
        return account;
    }

    /** Returns the environment variables that name the user and the home directory. */
    public Map<String, String> variables() {
        return Map.of("HOME", home, "USER", name, "LOGNAME", name);
    }

    private static @Nullable Account of(@Nullable Pointer passwd) {
        if (passwd == null) {
            return null;
        }
        String name = passwd.getPointer(PW_NAME).getString(0);
        int gid = passwd.getInt(PW_GID);
        String home = passwd.getPointer(PW_DIR).getString(0);
        return new Account(name, passwd.getInt(PW_UID), gid, groupsOf(name, gid), home);
    }

    private static List<Integer> groupsOf(String name, int gid) {
        ByteBuffer groups = Libc.buffer(MAX_GROUPS * Integer.BYTES);
        ByteBuffer count = Libc.buffer(Integer.BYTES).putInt(0, MAX_GROUPS);
        Libc.calls().getgrouplist(name, gid, groups, count);
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < Math.min(count.getInt(0), MAX_GROUPS); i++) {
            all.add(groups.getInt(i * Integer.BYTES));
        }
        return List.copyOf(all);
    }
}
