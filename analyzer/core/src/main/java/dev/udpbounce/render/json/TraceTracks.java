// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.SocketOwner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of a trace: one for each socket, below its process. Slices of a track must nest; a slice that would overlap
 * another one partly, such as a call of a second thread on the same socket, goes to a further lane of the track.
 */
final class TraceTracks {
    /** Greater than every process id of Linux (PID_MAX_LIMIT); numbers from here on stand for addresses. */
    private static final int FIRST_HOST = 1 << 22;

    /**
     * A lane of a track, as the trace numbers it.
     *
     * @param pid process id, or a number that stands for an address
     * @param tid number of the lane
     */
    record Lane(int pid, int tid, List<Long> starts, Deque<Long> ends) {
        /** Returns whether a slice nests with those so far; both times in nanoseconds. */
        private boolean takes(long startNs, long endNs) {
            if (starts.get(0) > startNs) {
                return false;
            }
            while (!ends.isEmpty() && ends.peekLast() <= startNs) {
                ends.removeLast();
            }
            return ends.isEmpty() || endNs <= ends.peekLast();
        }

        private void add(long startNs, long endNs) {
            starts.set(0, startNs);
            ends.addLast(endNs);
        }
    }

    private static final class Track {
        private final int pid;
        private final List<Lane> lanes = new ArrayList<>();
        private String socket = "";
        private String address = "";

        Track(int pid) {
            this.pid = pid;
        }

        String name() {
            return socket.isEmpty() || address.isEmpty() ? socket + address : socket + ", " + address;
        }
    }

    private final Map<Object, Track> tracks = new LinkedHashMap<>();
    private final Map<Integer, String> processes = new LinkedHashMap<>();
    private final Map<IpAddress, Integer> hosts = new HashMap<>();
    private int lanes;

    /** Returns the lane for a call on a socket. */
    Lane ofCall(SocketOwner owner, long socketId, long startNs, long endNs) {
        Track track = track(owner);
        track.socket = "socket " + socketId;
        return lane(track, startNs, endNs);
    }

    /**
     * Returns the lane for a packet of a socket, which takes a nanosecond.
     *
     * @param owner the socket's owner, if it is known
     * @param address the socket's address; with its port as text, what the track is called
     */
    Lane ofPacket(@Nullable SocketOwner owner, IpAddress address, String text, long timeNs) {
        Track track = owner == null || owner.inode() <= 0
                ? tracks.computeIfAbsent(text, key -> new Track(host(address)))
                : track(owner);
        track.address = text;
        return lane(track, timeNs, timeNs + 1);
    }

    private Track track(SocketOwner owner) {
        processes.putIfAbsent(owner.pid(), owner.name().isEmpty() ? "process" : owner.name());
        return tracks.computeIfAbsent(owner.inode(), key -> new Track(owner.pid()));
    }

    private int host(IpAddress address) {
        return hosts.computeIfAbsent(address, key -> {
            int number = FIRST_HOST + hosts.size();
            processes.put(number, address.toString());
            return number;
        });
    }

    private Lane lane(Track track, long startNs, long endNs) {
        for (Lane lane : track.lanes) {
            if (lane.takes(startNs, endNs)) {
                lane.add(startNs, endNs);
                return lane;
            }
        }
        Lane lane = new Lane(track.pid, ++lanes, new ArrayList<>(List.of(startNs)), new ArrayDeque<>());
        lane.add(startNs, endNs);
        track.lanes.add(lane);
        return lane;
    }

    /** Receives the names of processes and lanes. */
    interface Names {
        void process(int pid, String name);

        void lane(Lane lane, String name);
    }

    /** Passes on all names; those of tracks are complete only at the end. */
    void name(Names to) {
        processes.forEach(to::process);
        for (Track track : tracks.values()) {
            for (int i = 0; i < track.lanes.size(); i++) {
                to.lane(track.lanes.get(i), i == 0 ? track.name() : track.name() + " (" + (i + 1) + ")");
            }
        }
    }
}
