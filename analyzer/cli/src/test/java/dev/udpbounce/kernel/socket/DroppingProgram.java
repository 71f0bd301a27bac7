// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Flow;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.kernel.privilege.Account;
import dev.udpbounce.kernel.privilege.Privileges;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.sys.SocketConstants;
import dev.udpbounce.kernel.sys.ThreadFiles;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;

/**
 * Gives up root's privileges, which a test cannot do to itself, and prints the remaining ones: a name and a value per
 * line. Then reads local ports and prints their owners.
 */
final class DroppingProgram {
    private static final int THREADS = 10;

    private DroppingProgram() {}

    /**
     * Runs the program.
     *
     * @param args user to become, port that the queried sockets are connected to, and groups in addition to the user's
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> await(never));
            thread.setDaemon(true);
            thread.start();
        }
        Account account = account(args[0], List.of(args).subList(2, args.length));
        int port = Integer.parseInt(args[1]);
        try (KernelSockets sockets = KernelSockets.open(true);
                TestSocket before = TestSocket.ofFamily(SocketConstants.AF_INET).connect(TestSocket.LOOPBACK, port)) {
            int packets = packetSocket();
            out.println("sends " + sendRaw(packets));
            Privileges.dropForGood(account);
            out.println("root " + Privileges.isRoot());
            out.println("threads " + threads());
            out.println("groups " + groups());
            out.println("shadow " + Files.isReadable(Path.of("/etc/shadow")));
            int raw = Libc.calls()
                    .socket(SocketConstants.AF_INET, SocketConstants.SOCK_RAW, SocketConstants.IPPROTO_ICMP);
            out.println("raw " + (raw == -1 ? Libc.errno() : 0));
            out.println("again " + (Libc.calls().setresuid(0, 0, 0) == -1 ? Libc.errno() : 0));
            out.println("copies " + errnoOf(Libc.calls().dup(packets)));
            out.println("sends " + sendRaw(packets));
            out.println("own " + own(sockets, before, port));
            BufferedReader ports = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String other = ports.readLine(); other != null; other = ports.readLine()) {
                Flow flow = new Flow(TestSocket.LOOPBACK, Integer.parseInt(other), TestSocket.LOOPBACK, port);
                out.println(other + " " + sockets.senderOf(Experiment.send(flow, RealTime.nowNs())));
            }
        }
    }

    /** Returns a packet socket that captures nothing, because its protocol is 0. */
    private static int packetSocket() throws KernelException {
        return Libc.check("packet socket", Libc.calls().socket(SocketConstants.AF_PACKET, SocketConstants.SOCK_RAW, 0));
    }

    /**
     * Returns the errno of sending a frame of a local experimental protocol on the loopback interface; 0 on success.
     */
    private static int sendRaw(int fd) {
        ByteBuffer frame = Libc.buffer(60).put(12, (byte) 0x88).put(13, (byte) 0xb5);
        // struct sockaddr_ll: family, protocol, interface
        ByteBuffer address = Libc.buffer(20)
                .putShort(0, (short) SocketConstants.AF_PACKET)
                .put(2, (byte) 0x88)
                .put(3, (byte) 0xb5)
                .putInt(4, 1);
        return errnoOf(Libc.calls().sendto(fd, frame, 60, 0, address, 20));
    }

    private static int errnoOf(long answer) {
        return answer == -1 ? Libc.errno() : 0;
    }

    private static Account account(String name, List<String> further) throws IOException {
        Account account = Account.named(name);
        if (account == null) {
            throw new IOException("no user " + name);
        }
        List<Integer> groups = new ArrayList<>(account.groups());
        further.forEach(group -> groups.add(Integer.valueOf(group)));
        return new Account(account.name(), account.uid(), account.gid(), groups, account.home());
    }

    private static String own(KernelSockets sockets, TestSocket socket, int port) throws KernelException {
        SocketOwner sender =
                sockets.senderOf(Experiment.send(socket.flowTo(TestSocket.LOOPBACK, port), RealTime.nowNs()));
        return sender == null
                ? "unknown"
                : String.valueOf(sender.pid() == Libc.calls().getpid());
    }

    /** Returns the threads with their ids, in the format of proc_pid_status(5). */
    private static String threads() throws IOException {
        List<String> threads = ThreadFiles.read(Libc.calls().getpid(), "status");
        StringBuilder odd = new StringBuilder();
        for (String thread : threads) {
            thread.lines().filter(DroppingProgram::isOdd).forEach(line -> odd.append(' ')
                    .append(line));
        }
        return (threads.size() > THREADS) + odd.toString();
    }

    /** Returns whether a line of a thread's status tells of root's ids, of a capability or of no_new_privs unset. */
    private static boolean isOdd(String line) {
        boolean ids = line.startsWith("Uid:") || line.startsWith("Gid:");
        boolean zero = ids && line.matches(".*\\s0(\\s.*|$)");
        boolean capable = line.startsWith("Cap") && !line.endsWith("\t0000000000000000");
        boolean free = line.startsWith("NoNewPrivs:") && !line.endsWith("1");
        return zero || capable || free;
    }

    /** Returns the distinct supplementary group lists of the threads. */
    private static Set<String> groups() throws IOException {
        Set<String> lists = new TreeSet<>();
        for (String thread : ThreadFiles.read(Libc.calls().getpid(), "status")) {
            thread.lines()
                    .filter(line -> line.startsWith("Groups:"))
                    .forEach(line ->
                            lists.add(line.substring(line.indexOf('\t') + 1).strip()));
        }
        return lists;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
