// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.privilege;

import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.ProcStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The privileges of this process, which are needed only until its handles are open. */
public final class Privileges {
    private static final Path TASKS = Path.of("/proc/self/task");

    /** Capability sets that a thread can use or pass on (proc_pid_status(5)). */
    private static final List<String> ACTIVE = List.of("CapPrm", "CapEff", "CapAmb");

    /** Those in which a {@link RightsKeeper} keeps some. */
    private static final Set<String> KEEPABLE = Set.of("CapPrm", "CapEff");

    private static final String NONE = "0000000000000000";
    private static final int PR_SET_DUMPABLE = 4;

    private Privileges() {}

    /** Returns whether this process runs as root. */
    public static boolean isRoot() {
        return Libc.calls().geteuid() == 0;
    }

    /**
     * Changes every thread of this process to the user, with the user's groups and no capabilities, and verifies the
     * result. Open handles stay open. Programs executed by this process run as the user and may use all of the user's
     * other privileges.
     *
     * @throws PrivilegeException if a thread keeps privileges; the process should then exit
     */
    public static void dropTo(Account account) throws PrivilegeException {
        become(account);
        verify(TASKS, account, ACTIVE, false);
        seeThatThereIsNoWayBack(account);
    }

    /**
     * Drops all privileges of this process permanently. Does what {@link #dropTo} does if there is an account; in
     * addition, no thread and no program that it executes can regain privileges, raw sockets can no longer send, and
     * the user's other processes cannot inspect this one.
     *
     * @param account null to keep the current user, which must not be root
     * @throws PrivilegeException if a thread keeps privileges; the process should then exit
     */
    public static void dropForGood(@Nullable Account account) throws PrivilegeException {
        dropForGood(account, null);
    }

    /**
     * Drops all privileges of this process permanently, except those of a thread.
     *
     * @param account null to keep the current user, which must not be root
     * @param keeper null for none
     * @throws PrivilegeException if another thread keeps privileges; the process should then exit
     */
    public static void dropForGood(@Nullable Account account, @Nullable RightsKeeper keeper) throws PrivilegeException {
        int except = keeper == null ? 0 : keeper.tid();
        boolean everywhere = EveryThread.possible();
        boolean bounded = everywhere && Capabilities.mayBound();
        List<String> empty = new ArrayList<>(ACTIVE);
        try {
            if (everywhere) {
                Capabilities.closeWaysBack();
                empty.add("CapInh");
            }
            if (keeper != null) {
                keeper.keep();
            }
            if (account != null) {
                become(account);
            }
            if (keeper != null) {
                keeper.narrow();
            }
            if (everywhere) {
                Capabilities.dropAll(except);
                SendFilter.apply();
            }
            if (bounded) {
                empty.add("CapBnd");
            }
            // Comes last, because a change of user also sets this flag.
            Libc.check("prctl", Libc.calls().prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
        } catch (PrivilegeException e) {
            throw e;
        } catch (IOException e) {
            throw new PrivilegeException("the rights of this process cannot be given up: " + e.getMessage());
        }
        verify(TASKS, account, empty, everywhere, except);
        if (account != null) {
            seeThatThereIsNoWayBack(account);
        }
    }

    /**
     * Confines what was opened and started since {@link #dropForGood}: no thread but the keeper has a capability, and
     * raw sockets cannot send.
     *
     * @param before raw sockets that were confined before
     * @return all raw sockets, which are confined now
     * @throws PrivilegeException if that fails; the process should then exit
     */
    public static List<Integer> confineAgain(RightsKeeper keeper, List<Integer> before) throws PrivilegeException {
        try {
            Capabilities.dropAll(keeper.tid());
            List<Integer> all = SendFilter.sockets();
            List<Integer> added = new ArrayList<>(all);
            added.removeAll(before);
            if (!added.isEmpty()) {
                SendFilter.apply(added);
            }
            return all;
        } catch (IOException e) {
            throw new PrivilegeException("the rights of this process cannot be given up: " + e.getMessage());
        }
    }

    /** Returns the descriptors of this process on which raw packets could be sent. */
    public static List<Integer> rawSockets() throws PrivilegeException {
        try {
            return SendFilter.sockets();
        } catch (IOException e) {
            throw new PrivilegeException("the sockets of this process cannot be listed: " + e.getMessage());
        }
    }

    /** Returns whether a process that gives up its rights can keep some in one thread. */
    public static boolean canKeepSome() {
        return EveryThread.possible();
    }

    /**
     * Drops the capabilities that let a non-root process capture packets, also for programs that it executes. The
     * user's other processes cannot inspect this one and take over the handles opened with them.
     *
     * @throws PrivilegeException if the capabilities cannot be dropped; the process should then exit
     */
    public static void dropCapturing() throws PrivilegeException {
        if (!EveryThread.possible() || !Capabilities.any()) {
            return;
        }
        try {
            Capabilities.drop(Capabilities.NET_ADMIN, Capabilities.NET_RAW);
            Libc.check("prctl", Libc.calls().prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
        } catch (IOException e) {
            throw new PrivilegeException("the rights of this process cannot be given up: " + e.getMessage());
        }
    }

    /**
     * Restricts the raw sockets of this process to receiving, permanently, unless it runs as root, which could open
     * others. Programs executed later inherit the restriction and cannot gain privileges.
     *
     * @throws PrivilegeException if they can still send
     */
    public static void stopSending() throws PrivilegeException {
        try {
            if (isRoot() || !EveryThread.possible() || SendFilter.sockets().isEmpty()) {
                return;
            }
            Capabilities.gainNone();
            SendFilter.apply();
        } catch (IOException e) {
            throw new PrivilegeException("the sockets of the capture can still send: " + e.getMessage());
        }
    }

    private static void become(Account account) throws PrivilegeException {
        if (!isRoot()) {
            throw new PrivilegeException("only root can become " + account.name());
        }
        Libc.Calls calls = Libc.calls();
        int uid = account.uid();
        int gid = account.gid();
        ByteBuffer groups = Libc.buffer(Math.max(1, account.groups().size()) * Integer.BYTES);
        for (int i = 0; i < account.groups().size(); i++) {
            groups.putInt(i * Integer.BYTES, account.groups().get(i));
        }
        try {
            // The order matters: only root can change the groups. The C library applies each call to all threads
            // (setxid in nptl); the system calls themselves affect only the calling thread.
            Libc.check("setgroups", calls.setgroups(account.groups().size(), groups));
            Libc.check("setresgid", calls.setresgid(gid, gid, gid));
            Libc.check("setresuid", calls.setresuid(uid, uid, uid));
        } catch (KernelException e) {
            throw new PrivilegeException("cannot become " + account.name() + ": " + e.getMessage());
        }
    }

    private static void seeThatThereIsNoWayBack(Account account) throws PrivilegeException {
        if (account.uid() != 0 && Libc.calls().setresuid(0, 0, 0) != -1) {
            throw new PrivilegeException("after becoming " + account.name() + " this process can be root again");
        }
    }

    /**
     * Verifies the threads in a directory like {@code /proc/self/task}.
     *
     * @param account expected user; null for any
     * @param empty capability sets that must be empty, unless the user is root
     * @param confined whether no exec may grant privileges
     * @throws PrivilegeException if a thread has another user or group id, or a capability
     */
    static void verify(Path tasks, @Nullable Account account, List<String> empty, boolean confined)
            throws PrivilegeException {
        verify(tasks, account, empty, confined, 0);
    }

    /** @param keeper a thread that may have the capabilities {@link Capabilities#KEPT}; 0 for none */
    static void verify(Path tasks, @Nullable Account account, List<String> empty, boolean confined, int keeper)
            throws PrivilegeException {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            int checked = 0;
            for (Path thread : threads) {
                boolean keeps = thread.getFileName().toString().equals(String.valueOf(keeper));
                checked += verifyThread(thread, account, empty, confined, keeps) ? 1 : 0;
            }
            if (checked == 0) {
                throw new PrivilegeException("the rights of this process cannot be read from " + tasks);
            }
        } catch (PrivilegeException e) {
            throw e;
        } catch (IOException e) {
            throw new PrivilegeException("the rights of this process cannot be read: " + e.getMessage());
        }
    }

    /** Verifies a thread; returns false if it has ended. */
    private static boolean verifyThread(
            Path thread, @Nullable Account account, List<String> empty, boolean confined, boolean keeps)
            throws IOException {
        ProcStatus status;
        try {
            status = ProcStatus.read(thread.resolve("status"));
        } catch (NoSuchFileException e) {
            return false;
        }
        if (account != null) {
            verifyOwner(thread, status, account);
        }
        if (account == null || account.uid() != 0) {
            for (String capabilities : empty) {
                boolean some = keeps && KEEPABLE.contains(capabilities);
                if (!some || (Long.parseUnsignedLong(status.text(capabilities), 16) & ~Capabilities.KEPT) != 0) {
                    expect(thread, capabilities, status, Set.of(NONE));
                }
            }
        }
        if (confined) {
            expect(thread, "NoNewPrivs", status, Set.of("1"));
        }
        return true;
    }

    private static void verifyOwner(Path thread, ProcStatus status, Account account) throws PrivilegeException {
        expect(thread, "Uid", status, Set.of(Integer.toUnsignedString(account.uid())));
        expect(thread, "Gid", status, Set.of(Integer.toUnsignedString(account.gid())));
        Set<String> groups = new HashSet<>();
        account.groups().forEach(group -> groups.add(Integer.toUnsignedString(group)));
        expect(thread, "Groups", status, groups);
    }

    private static void expect(Path thread, String field, ProcStatus status, Set<String> expected)
            throws PrivilegeException {
        if (!Set.copyOf(status.words(field)).equals(expected)) {
            throw new PrivilegeException("thread " + thread.getFileName() + " still has " + field + " "
                    + status.text(field) + " instead of " + String.join(" ", expected));
        }
    }
}
