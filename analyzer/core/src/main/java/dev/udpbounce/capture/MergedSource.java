package dev.udpbounce.capture;

import java.util.List;

/**
 * Several sources in the order of time. Each one's own order is kept, even where its time goes back; of frames of the
 * same time, that of the earlier source comes first.
 */
public final class MergedSource implements FrameSource {
    private final List<FrameSource> sources;
    /** The next frame of each source. */
    private final Frame[] heads;
    /** Binary heap of the sources that have a next frame, ordered by it. */
    private final int[] heap;

    private int size;
    private boolean begun;

    private MergedSource(List<FrameSource> sources) {
        this.sources = List.copyOf(sources);
        this.heads = new Frame[sources.size()];
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
        if (size == 0) {
            return false;
        }
        frame.wrap(heads[heap[0]]);
        return true;
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
            heads[i] = new Frame();
            if (sources.get(i).next(heads[i])) {
                heap[size++] = i;
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            siftDown(i);
        }
    }

    /** The frame that was delivered last is given back only now, when the caller no longer needs it. */
    private void replaceFirst() {
        int first = heap[0];
        if (!sources.get(first).next(heads[first])) {
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
        long leftNs = heads[left].timeNs();
        long rightNs = heads[right].timeNs();
        return leftNs < rightNs || (leftNs == rightNs && left < right);
    }
}
