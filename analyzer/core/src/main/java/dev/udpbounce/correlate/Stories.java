package dev.udpbounce.correlate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stories of flows, under the numbers that the table has of them. */
final class Stories {
    private final FlowTable flows;
    private final Budget delayBudget;
    private final int most;
    private final List<@Nullable FlowStory> stories = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private long begun;

    /**
     * As many as {@code most}.
     *
     * @param delayBudget that their delays take of
     */
    Stories(FlowTable flows, int most, Budget delayBudget) {
        this.flows = flows;
        this.most = most;
        this.delayBudget = delayBudget;
        stories.add(null);
    }

    /** The story of this direction, or null. */
    @Nullable
    FlowStory of(int slot, int direction) {
        int number = flows.story(slot, direction);
        return number == 0 ? null : stories.get(number);
    }

    /** The story of this direction, begun if need be. */
    FlowStory begin(int slot, int direction) {
        FlowStory story = of(slot, direction);
        if (story == null) {
            story = new FlowStory(++begun, delayBudget);
            int number;
            if (free.isEmpty()) {
                number = stories.size();
                stories.add(story);
            } else {
                number = free.remove(free.size() - 1);
                stories.set(number, story);
            }
            flows.setStory(slot, direction, number);
        }
        return story;
    }

    /** Whether {@link WaitingRoom#makeRoomForFlows} should be called before another story is begun. */
    boolean areFull() {
        return size() + 2 > most;
    }

    /** Whether so few flows have gone that there is hardly room for others. */
    boolean areMany() {
        return size() + 1 > most * 3 / 4;
    }

    private int size() {
        return stories.size() - 1 - free.size();
    }

    /** The flow's story of this direction is told. */
    void remove(int slot, int direction) {
        int number = flows.story(slot, direction);
        stories.set(number, null);
        free.add(number);
    }
}
