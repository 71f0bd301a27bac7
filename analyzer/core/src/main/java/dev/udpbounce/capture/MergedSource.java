// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges several sources by time. The order within each source is kept, even if its time goes backwards. Of frames with
 * the same time, that of the earlier source comes first.
 */
public final class MergedSource implements FrameSource {
    private final List<FrameSource> sources;
    /** Next frame of each source; null if none was taken yet. */
    private final @Nullable Frame[] heads;
    /** Times of the next frames; that of the first frame if none was taken yet. */
    private final long[] timesNs;
    /** Binary heap of the sources that have a next frame, ordered by its time. */
    private final int[] heap;

    private int size;
    private boolean begun;

    private MergedSource(List<FrameSource> sources) {
        this.sources = List.copyOf(sources);
        this.heads = new Frame[sources.size()];
        this.timesNs = new long[sources.size()];
        this.heap = new int[sources.size()];
    }

    /** Merges the sources, which are closed with the result. */
    public static FrameSource of(List<? extends FrameSource> sources) {
        return sources.size() == 1 ? sources.get(0) : new MergedSource(List.copyOf(sources));
    }

    @Override
    public boolean next(Frame frame) {
        if (!begun) {
            begin();
        } else if (size > 0) {
            replaceFirst();
        }
        while (size > 0) {
            Frame head = heads[heap[0]];
            if (head != null) {
                frame.wrap(head);
                return true;
            }
            replaceFirst();
        }
        return false;
    }

    @Override
    public boolean nextBatch(FrameBatch batch, int most) {
        if (!next(batch.first())) {
            return false;
        }
        batch.begin();
        sources.get(heap[0]).extend(batch, most, lastNs());
        return true;
    }

    /** Returns the latest time of a frame of the first source that precedes the next frames of all other sources. */
    private long lastNs() {
        long lastNs = Long.MAX_VALUE;
        for (int child = 1; child < Math.min(3, size); child++) {
            int other = heap[child];
            lastNs = Math.min(lastNs, heap[0] < other ? timesNs[other] : timesNs[other] - 1);
        }
        return lastNs;
    }

    @Override
    public List<CaptureReport> reports() {
        return sources.stream().flatMap(source -> source.reports().stream()).toList();
    }

    @Override
    public void close() {
        size = 0;
        begun = true;
        sources.forEach(FrameSource::close);
    }

    private void begin() {
        begun = true;
        for (int i = 0; i < heads.length; i++) {
            if (sources.get(i) instanceof DeferredSource later) {
                timesNs[i] = later.firstNs();
                heap[size++] = i;
            } else if (take(i)) {
                heap[size++] = i;
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            siftDown(i);
        }
    }

    /** Takes the next frame of a source. Returns false if there is none. */
    private boolean take(int source) {
        Frame head = heads[source];
        if (head == null) {
            head = new Frame();
            heads[source] = head;
        }
        if (sources.get(source).next(head)) {
            timesNs[source] = head.timeNs();
            return true;
        }
        heads[source] = null;
        return false;
    }

    /** Advances the source of the last delivered frame, which the caller no longer needs. */
    private void replaceFirst() {
        if (!take(heap[0])) {
            heap[0] = heap[--size];
        }
        siftDown(0);
    }

    private void siftDown(int start) {
        int parent = start;
        while (2 * parent + 1 < size) {
            int child = 2 * parent + 1;
            if (child + 1 < size && precedes(heap[child + 1], heap[child])) {
                child++;
            }
            if (!precedes(heap[child], heap[parent])) {
                return;
            }
            int swapped = heap[parent];
            heap[parent] = heap[child];
            heap[child] = swapped;
            parent = child;
        }
    }

    private boolean precedes(int left, int right) {
        long leftNs = timesNs[left];
        long rightNs = timesNs[right];
        return leftNs < rightNs || (leftNs == rightNs && left < right);
    }
}
