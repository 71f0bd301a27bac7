// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.event.ExtendedError;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Answer;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketCall.Message;
import dev.udpbounce.event.SocketCall.Request;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.MessageFlags;
import dev.udpbounce.kernel.sys.SocketAddresses;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Creates the records of returned calls, with the data that the kernel has written to the thread's memory. */
final class CallRecords {

    private final Memory memory;
    private final MessageHeaders messages;
    private final Consumer<SocketCall> out;

    CallRecords(Memory memory, MessageHeaders messages, Consumer<SocketCall> out) {
        this.memory = memory;
        this.messages = messages;
        this.out = out;
    }

    /** Records a wait that ended on a socket with an error. */
    void waited(ReturnedCall call, int fd, TracedSocket socket, Kind kind, String detail) {
        String name = call.call().label();
        out.accept(new SocketCall(
                new Request(name, kind, call.flight().entryNs(), null, detail, List.of()),
                Answer.success(call.exitNs(), call.result()),
                caller(call, socket, fd),
                socket.id,
                socket.state(),
                Links.NONE));
    }

    /** Records a returned call on a socket. */
    void returned(ReturnedCall call, TracedSocket socket, Kind kind, String detail) {
        InFlight flight = call.flight();
        int errno = call.errno();
        int reported = 0;
        ExtendedError extended = null;
        if (call.failed()) {
            boolean delivers = kind == Kind.SEND || kind == Kind.RECEIVE;
            reported = delivers && errno != Errno.EAGAIN.linux() && errno != Errno.EINTR.linux() ? errno : 0;
        } else if (kind == Kind.TAKE_ERROR) {
            ByteBuffer value = memory.read(call.tid(), call.argument(3), 4);
            reported = value.limit() == 4 ? value.getInt(0) : 0;
            detail += reported == 0 ? "" : ": " + Errno.linuxName(reported);
        } else if (kind == Kind.ERROR_QUEUE) {
            extended = extendedError(call);
            reported = extended == null || !extended.isIcmp() ? 0 : extended.errno();
        }
        int fd = kind == Kind.SOCKET ? (int) call.result() : flight.fd();
        String name = call.call().label();
        long result = call.failed() ? -1 : call.result();
        out.accept(new SocketCall(
                new Request(name, kind, flight.entryNs(), peer(call, kind), detail, messages(call)),
                new Answer(call.exitNs(), result, errno, reported, extended),
                caller(call, socket, fd),
                socket.id,
                socket.state(),
                Links.NONE));
    }

    /** Returns the messages of a call. The length sent from a file or pipe is known only at its exit. */
    private static List<Message> messages(ReturnedCall call) {
        List<Message> messages = call.flight().messages();
        boolean copied = call.call() == SystemCall.SENDFILE || call.call() == SystemCall.SPLICE;
        if (!copied || messages.isEmpty() || call.failed()) {
            return messages;
        }
        Message sent = messages.get(0);
        return List.of(new Message(sent.peer(), (int) call.result(), sent.prefix(), sent.segment()));
    }

    /** Returns the entry read from the error queue; the first one if {@code recvmmsg} has read several. */
    private @Nullable ExtendedError extendedError(ReturnedCall call) {
        return switch (call.call()) {
            case RECVMSG -> messages.extendedError(call.tid(), call.argument(1), call.result());
            case RECVMMSG -> messages.extendedErrorOfSeveral(call.tid(), call.argument(1));
            default -> null;
        };
    }

    private @Nullable Endpoint peer(ReturnedCall call, Kind kind) {
        if ((kind != Kind.RECEIVE && kind != Kind.ERROR_QUEUE) || call.failed()) {
            return call.flight().peer();
        }
        int tid = call.tid();
        return switch (call.call()) {
            case RECVFROM ->
                call.argument(4) == 0 ? null : messages.address(tid, call.argument(4), SocketAddresses.SIZE);
            case RECVMSG, RECVMMSG -> messages.name(tid, call.argument(1));
            default -> null;
        };
    }

    private static SocketOwner caller(ReturnedCall call, TracedSocket socket, int fd) {
        TracedProcess process = call.process();
        return new SocketOwner(process.pid, call.tid(), process.name(), process.uid(), socket.inode, fd);
    }

    static long receiveFlags(InFlight flight) {
        return switch (flight.call()) {
            case RECVFROM, RECVMMSG -> flight.args()[3];
            case RECVMSG -> flight.args()[2];
            default -> 0;
        };
    }

    static String flags(InFlight flight) {
        long flags =
                switch (flight.call()) {
                    case SENDTO, SENDMMSG -> flight.args()[3];
                    case SENDMSG -> flight.args()[2];
                    default -> receiveFlags(flight);
                };
        return MessageFlags.names((int) flags);
    }
}
