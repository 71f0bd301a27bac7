package dev.udpbounce.kernel;

import dev.udpbounce.correlate.Flow;
import dev.udpbounce.timeline.Sender;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;

/**
 * Gives up root's rights, which a test cannot do to itself, and prints what is left: a name and a value a line. Then it
 * reads local ports, and prints whose they are.
 */
final class DroppingProgram {
    private static final int IPPROTO_ICMP = 1;
    private static final int THREADS = 10;

    private DroppingProgram() {}

    /**
     * Runs the program.
     *
     * @param args the user to become, a port that the sockets asked for are connected to, and groups besides the user's
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
        try (KernelWitness witness = KernelWitness.open(true);
                TestSocket before = TestSocket.ofFamily(Libc.AF_INET).connect(TestSocket.LOOPBACK, port)) {
            Privileges.dropTo(account);
            out.println("root " + Privileges.isRoot());
            out.println("threads " + threads());
            out.println("groups " + groups());
            out.println("shadow " + Files.isReadable(Path.of("/etc/shadow")));
            int raw = Libc.calls().socket(Libc.AF_INET, Libc.SOCK_RAW, IPPROTO_ICMP);
            out.println("raw " + (raw == -1 ? Libc.errno() : 0));
            out.println("again " + (Libc.calls().setresuid(0, 0, 0) == -1 ? Libc.errno() : 0));
            out.println("own " + own(witness, before, port));
            BufferedReader ports = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String other = ports.readLine(); other != null; other = ports.readLine()) {
                Flow flow = new Flow(TestSocket.LOOPBACK, Integer.parseInt(other), TestSocket.LOOPBACK, port);
                out.println(other + " " + witness.senderOf(Experiment.send(flow, RealTime.nowNs())));
            }
        }
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

    private static String own(KernelWitness witness, TestSocket socket, int port) throws KernelException {
        Sender sender = witness.senderOf(Experiment.send(socket.flowTo(TestSocket.LOOPBACK, port), RealTime.nowNs()));
        return sender == null
                ? "unknown"
                : String.valueOf(sender.pid() == Libc.calls().getpid());
    }

    /** Threads and their ids, after the words of proc_pid_status(5). */
    private static String threads() throws IOException {
        int count = 0;
        StringBuilder odd = new StringBuilder();
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                count++;
                for (String line : Files.readAllLines(task.resolve("status"), StandardCharsets.ISO_8859_1)) {
                    boolean ids = line.startsWith("Uid:") || line.startsWith("Gid:");
                    boolean zero = ids && line.matches(".*\\s0(\\s.*|$)");
                    boolean capable = line.startsWith("CapEff:") && !line.endsWith("\t0000000000000000");
                    if (zero || capable) {
                        odd.append(' ').append(line);
                    }
                }
            }
        }
        return (count > THREADS) + odd.toString();
    }

    /** The supplementary groups that the threads have, each list once. */
    private static Set<String> groups() throws IOException {
        Set<String> lists = new TreeSet<>();
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                for (String line : Files.readAllLines(task.resolve("status"), StandardCharsets.ISO_8859_1)) {
                    if (line.startsWith("Groups:")) {
                        lists.add(line.substring(line.indexOf('\t') + 1).strip());
                    }
                }
            }
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
