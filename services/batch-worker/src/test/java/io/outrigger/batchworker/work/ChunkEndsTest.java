package io.outrigger.batchworker.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.batchworker.job.ChunkId;
import io.outrigger.batchworker.job.Event;
import io.outrigger.batchworker.store.ChunkLines;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.testing.Eventually;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkEndsTest {

    private static final int OTHERS = 100;

    private static ChunkEnd end(int index) {
        return new ChunkEnd(new ChunkId("batch_1", index), new Event.ChunkDone(1, 1, 0, 0, 0), ChunkLines.NONE, ChunkLines.NONE);
    }

    @Test
    void whatComesWhileOneIsWrittenIsWrittenTogether() {
        List<List<ChunkEnd>> written = new CopyOnWriteArrayList<>();
        var first = new CountDownLatch(1);
        var ends = new ChunkEnds(some -> {
            written.add(some);
            if (written.size() == 1) {
                await(first);
            }
        });
        Map<Integer, Optional<RuntimeException>> became = writtenWhile(first, ends, OTHERS + 1);
        assertThat(became.values()).hasSize(OTHERS + 1).allSatisfy(failure -> assertThat(failure).isEmpty());
        assertThat(written).extracting(List::size).as("no more at once than a transaction should have").containsExactly(1, 64, 36);
        assertThat(written.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(
                IntStream.rangeClosed(0, OTHERS).mapToObj(ChunkEndsTest::end).toList());
    }

    @Test
    void oneThatCannotBeWrittenFailsAlone() {
        var first = new CountDownLatch(1);
        var ends = new ChunkEnds(some -> {
            await(first);
            if (some.contains(end(2))) {
                throw new IllegalArgumentException("bad");
            }
        });
        Map<Integer, Optional<RuntimeException>> became = writtenWhile(first, ends, 4);
        assertThat(became.get(2)).containsInstanceOf(IllegalArgumentException.class);
        assertThat(List.of(became.get(0), became.get(1), became.get(3))).allMatch(Optional::isEmpty);
    }

    /** What each of several threads is told, all of which have come before the first one is written. */
    private static Map<Integer, Optional<RuntimeException>> writtenWhile(CountDownLatch first, ChunkEnds ends, int count) {
        Map<Integer, Optional<RuntimeException>> became = new ConcurrentHashMap<>();
        List<Thread> threads = IntStream.range(0, count).mapToObj(index -> Thread.ofVirtual().start(() -> {
            try {
                ends.write(end(index));
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

    @Test
    void whereTheDatabaseIsAwayEachIsToldSo() {
        var ends = new ChunkEnds(some -> {
            throw new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, "It is away.");
        });
        assertThatThrownBy(() -> ends.write(end(0))).isInstanceOf(ServiceException.class);
        assertThatThrownBy(() -> ends.write(end(0))).as("and the next one asks again").isInstanceOf(ServiceException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
