package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.Libc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jnr.ffi.Pointer;

/**
 * Starts a command that waits, stopped, until it is traced. Not by {@link ProcessBuilder}, whose reaper takes the stops
 * of a traced child for its end.
 */
final class Launch {
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;
    private static final int OWN_FAILURE = 125;

    private static final short SETSIGDEF = 4;
    private static final short SETSIGMASK = 8;
    /** Room for {@code posix_spawnattr_t} (336 octets), {@code posix_spawn_file_actions_t} (80), {@code sigset_t} (128). */
    private static final int STRUCTURE = 512;

    private static final int FIRST_PRIVATE_DESCRIPTOR = 3;
    /** The shell becomes the command after it was stopped and went on. */
    private static final String SELF_STOP = "kill -STOP $$; exec \"$@\"";

    private final TraceCalls calls;
    private final Map<String, String> variables;

    Launch(TraceCalls calls, Map<String, String> variables) {
        this.calls = calls;
        this.variables = variables;
    }

    /** Where the command is; a name without a slash is looked for in PATH as execvp(3) does. */
    static Path find(String command) throws TraceException {
        boolean found = false;
        for (Path candidate : candidates(command)) {
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return candidate;
            }
            found |= Files.exists(candidate);
        }
        throw found
                ? new TraceException(command + ": cannot be executed", NOT_EXECUTABLE)
                : new TraceException(command + ": no such command", NOT_FOUND);
    }

    private static List<Path> candidates(String command) {
        if (command.indexOf('/') >= 0) {
            return List.of(Path.of(command));
        }
        List<Path> candidates = new ArrayList<>();
        String path = System.getenv().getOrDefault("PATH", "/bin:/usr/bin");
        for (String folder : path.split(":", -1)) {
            if (!command.isEmpty()) {
                candidates.add(Path.of(folder.isEmpty() ? "." : folder, command));
            }
        }
        return candidates;
    }

    /** Spawns the command as a child of this thread; answers its pid once it has been stopped. */
    int stopped(List<String> command) throws IOException {
        find(command.get(0));
        List<String> argv = new ArrayList<>(List.of("sh", "-c", SELF_STOP, "sh"));
        argv.addAll(command);
        int pid = spawn("/bin/sh", argv);
        ByteBuffer status = Libc.buffer(4);
        while (calls.waitpid(pid, status, Ptrace.WUNTRACED | Ptrace.WNOTHREAD) == -1) {
            if (Libc.errno() != Ptrace.EINTR) {
                throw new TraceException("waitpid: " + Libc.message(Libc.errno()), OWN_FAILURE);
            }
        }
        if ((status.getInt(0) & 0xff) != 0x7f) {
            throw new TraceException(command.get(0) + ": ended before it began", OWN_FAILURE);
        }
        return pid;
    }

    /** Spawns a child of this thread, with the standard streams of this process and no other descriptor. */
    int spawn(String path, List<String> argv) throws TraceException {
        Pointer attributes = memory(STRUCTURE);
        Pointer actions = memory(STRUCTURE);
        Pointer signals = memory(STRUCTURE);
        ByteBuffer pid = Libc.buffer(4);
        List<Pointer> strings = new ArrayList<>();
        calls.posix_spawnattr_init(attributes);
        calls.posix_spawn_file_actions_init(actions);
        try {
            calls.sigemptyset(signals);
            calls.posix_spawnattr_setsigmask(attributes, signals);
            // Ignored by this process, which Java would have write down its threads.
            calls.sigaddset(signals, Ptrace.SIGQUIT);
            calls.posix_spawnattr_setsigdefault(attributes, signals);
            calls.posix_spawnattr_setflags(attributes, (short) (SETSIGMASK | SETSIGDEF));
            calls.posix_spawn_file_actions_addclosefrom_np(actions, FIRST_PRIVATE_DESCRIPTOR);
            List<String> environment = new ArrayList<>();
            for (Map.Entry<String, String> variable : variables.entrySet()) {
                environment.add(variable.getKey() + "=" + variable.getValue());
            }
            int fault = calls.posix_spawn(
                    pid, path, actions, attributes, array(argv, strings), array(environment, strings));
            if (fault != 0) {
                throw new TraceException("posix_spawn: " + Libc.message(fault), OWN_FAILURE);
            }
            return pid.getInt(0);
        } finally {
            calls.posix_spawn_file_actions_destroy(actions);
            calls.posix_spawnattr_destroy(attributes);
        }
    }

    /** A null-terminated array of C strings, which {@code owners} keep alive. */
    private static Pointer array(List<String> texts, List<Pointer> owners) {
        Pointer array = memory((texts.size() + 1) * Long.BYTES);
        owners.add(array);
        for (int i = 0; i < texts.size(); i++) {
            byte[] octets = texts.get(i).getBytes(names());
            Pointer string = memory(octets.length + 1);
            string.put(0, octets, 0, octets.length);
            owners.add(string);
            array.putLong((long) i * Long.BYTES, string.address());
        }
        return array;
    }

    /** The encoding in which Java has read the command line and the environment. */
    private static Charset names() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }

    private static Pointer memory(int size) {
        return Libc.runtime().getMemoryManager().allocateDirect(size, true);
    }
}
