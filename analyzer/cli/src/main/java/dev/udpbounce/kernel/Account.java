package dev.udpbounce.kernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A user of this machine, as the C library finds him in {@code /etc/passwd} and wherever else it is told to look.
 *
 * @param gid his first group
 * @param groups all his groups
 * @param home his folder
 */
public record Account(String name, int uid, int gid, List<Integer> groups, String home) {
    // struct passwd (getpwnam(3)): name, password, uid, gid, real name, home, shell
    private static final int PW_NAME = 0;
    private static final int PW_UID = 2 * Long.BYTES;
    private static final int PW_GID = PW_UID + Integer.BYTES;
    private static final int PW_DIR = PW_GID + Integer.BYTES + Long.BYTES;

    /** Linux's own limit, NGROUPS_MAX. */
    private static final int MAX_GROUPS = 65_536;

    /** The user of this name; null if there is none. */
    public static @Nullable Account named(String name) {
        synchronized (Account.class) { // the C library has one place for its answer
            return of(Libc.calls().getpwnam(name));
        }
    }

    /** The user with this number; null if there is none. */
    public static @Nullable Account ofUid(int uid) {
        synchronized (Account.class) {
            return of(Libc.calls().getpwuid(uid));
        }
    }

    /**
     * The user who called {@code sudo}, by SUDO_UID and SUDO_GID; null if nobody did, or if it was root.
     *
     * @throws PrivilegeException if the variables contradict the machine's list of users, and so cannot be believed
     */
    public static @Nullable Account ofSudoUser(Map<String, String> environment) throws PrivilegeException {
        String uid = environment.get("SUDO_UID");
        if (uid == null || uid.equals("0")) {
            return null;
        }
        Account account = uid.matches("[0-9]{1,10}") ? ofUid(Integer.parseUnsignedInt(uid)) : null;
        String gid = environment.get("SUDO_GID");
        if (account == null || !Integer.toUnsignedString(account.gid).equals(gid)) {
            throw new PrivilegeException("SUDO_UID and SUDO_GID name no user of this machine; use -Z USER to name one");
        }
        return account;
    }

    /** The variables that say to a program who its user is, and where at home. */
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
