package io.outrigger.chassis.background;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.testing.Eventually;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupedWritesTest {

    private static final int OTHERS = 100;

    @Test
    void whatComesWhileOneIsWrittenIsWrittenTogether() {
        List<List<Integer>> written = new CopyOnWriteArrayList<>();
        var first = new CountDownLatch(1);
        var group = new GroupedWrites<Integer>(some -> {
            written.add(some);
            if (written.size() == 1) {
                await(first);
            }
        }, one -> written.add(List.of(one)));
        Map<Integer, Optional<RuntimeException>> became = writtenWhile(first, group, OTHERS + 1);
        assertThat(became.values()).hasSize(OTHERS + 1).allSatisfy(failure -> assertThat(failure).isEmpty());
        assertThat(written).extracting(List::size).as("no more at once than a transaction should have").containsExactly(1, 64, 36);
        assertThat(written.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(
                IntStream.rangeClosed(0, OTHERS).boxed().toList());
    }

    @Test
    void oneThatCannotBeWrittenFailsAlone() {
        var first = new CountDownLatch(1);
        Consumer<List<Integer>> writer = some -> {
            await(first);
            if (some.contains(2)) {
                throw new IllegalArgumentException("bad");
            }
        };
        var group = new GroupedWrites<Integer>(writer, one -> writer.accept(List.of(one)));
        Map<Integer, Optional<RuntimeException>> became = writtenWhile(first, group, 4);
        assertThat(became.get(2)).containsInstanceOf(IllegalArgumentException.class);
        assertThat(List.of(became.get(0), became.get(1), became.get(3))).allMatch(Optional::isEmpty);
    }

    /** What each of several threads is told, all of which have come before the first one is written. */
    private static Map<Integer, Optional<RuntimeException>> writtenWhile(CountDownLatch first, GroupedWrites<Integer> group, int count) {
        Map<Integer, Optional<RuntimeException>> became = new ConcurrentHashMap<>();
        List<Thread> threads = IntStream.range(0, count).mapToObj(index -> Thread.ofVirtual().start(() -> {
            try {
                group.write(index);
                became.put(index, Optional.empty());
            } catch (RuntimeException failure) {
                became.put(index, Optional.of(failure));
            }
        })).toList();
        Eventually.isTrue(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
        first.countDown();
        Eventually.isTrue(() -> became.size() == count);
        return became;
    }

    /** A row that somebody else holds is waited for by the one who wants it. */
    @Test
    void oneThatTakesLongAloneKeepsNobodyWaiting() {
        var held = new CountDownLatch(1);
        var group = new GroupedWrites<Integer>(some -> {
            if (some.contains(0)) {
                throw new IllegalStateException("somebody else has it");
            }
        }, one -> await(held));
        Thread waits = Thread.ofVirtual().start(() -> group.write(0));
        Eventually.isTrue(() -> waits.getState() == Thread.State.WAITING);
        group.write(1);
        assertThat(waits.isAlive()).isTrue();
        held.countDown();
        Eventually.isTrue(() -> !waits.isAlive());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
