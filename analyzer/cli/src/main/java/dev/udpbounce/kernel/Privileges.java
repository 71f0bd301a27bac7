package dev.udpbounce.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rights of this process, which it needs no longer than until its handles are open. */
public final class Privileges {
    private static final Path TASKS = Path.of("/proc/self/task");

    /** Sets of capabilities that a thread can act by, or pass on (proc_pid_status(5)). */
    private static final List<String> CAPABILITIES = List.of("CapPrm", "CapEff", "CapAmb");

    private Privileges() {}

    /** Whether this process is root's. */
    public static boolean isRoot() {
        return Libc.calls().geteuid() == 0;
    }

    /**
     * Makes every thread of this process the user's for good, with his groups and without any capability, and sees
     * that it is so. What is open stays open.
     *
     * @throws PrivilegeException if a thread keeps rights; the process should end then
     */
    public static void dropTo(Account account) throws PrivilegeException {
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
            // In this order, for without root's rights the groups cannot be changed. The C library has each done by
            // all threads (setxid in nptl); the system calls themselves concern the calling thread alone.
            Libc.check("setgroups", calls.setgroups(account.groups().size(), groups));
            Libc.check("setresgid", calls.setresgid(gid, gid, gid));
            Libc.check("setresuid", calls.setresuid(uid, uid, uid));
        } catch (KernelException e) {
            throw new PrivilegeException("cannot become " + account.name() + ": " + e.getMessage());
        }
        verify(TASKS, account);
        if (uid != 0 && calls.setresuid(0, 0, 0) != -1) {
            throw new PrivilegeException("after becoming " + account.name() + " this process can be root again");
        }
    }

    /**
     * Reads what the threads are, from a folder made like {@code /proc/self/task}.
     *
     * @throws PrivilegeException if one is not this user's alone, or has a capability
     */
    static void verify(Path tasks, Account account) throws PrivilegeException {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            int checked = 0;
            for (Path thread : threads) {
                checked += verifyThread(thread, account) ? 1 : 0;
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

    /** Whether there still is such a thread. */
    private static boolean verifyThread(Path thread, Account account) throws IOException {
        Map<String, String> status;
        try {
            status = status(thread.resolve("status"));
        } catch (NoSuchFileException e) {
            return false;
        }
        String uid = Integer.toUnsignedString(account.uid());
        String gid = Integer.toUnsignedString(account.gid());
        expect(thread, "Uid", status, Set.of(uid));
        expect(thread, "Gid", status, Set.of(gid));
        Set<String> groups = new HashSet<>();
        account.groups().forEach(group -> groups.add(Integer.toUnsignedString(group)));
        expect(thread, "Groups", status, groups);
        if (account.uid() != 0) {
            for (String capabilities : CAPABILITIES) {
                expect(thread, capabilities, status, Set.of("0000000000000000"));
            }
        }
        return true;
    }

    private static void expect(Path thread, String field, Map<String, String> status, Set<String> expected)
            throws PrivilegeException {
        String value = status.getOrDefault(field, "");
        Set<String> words = new HashSet<>(List.of(value.strip().split("\\s+")));
        words.remove("");
        if (!words.equals(expected)) {
            throw new PrivilegeException("thread " + thread.getFileName() + " still has " + field + " " + value.strip()
                    + " instead of " + String.join(" ", expected));
        }
    }

    /** Lines are {@code Field:\tvalue}; the name of a thread cannot hold a line end here, which is escaped. */
    private static Map<String, String> status(Path file) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return fields;
    }
}
