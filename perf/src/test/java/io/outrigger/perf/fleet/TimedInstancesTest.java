package io.outrigger.perf.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

class TimedInstancesTest {

    private static final StandInModel TWO_INSTANCES = new StandInModel(2, 8, Duration.ofMillis(20), Duration.ofMillis(1));

    private final FakeTimer timer = new FakeTimer();
    private final TimedInstances instances = new TimedInstances(TWO_INSTANCES, timer, () -> timer.nanos);
    private final List<String> answered = new ArrayList<>();

    /** Time goes from one thing that is due to the next. */
    private static final class FakeTimer implements TimedInstances.Timer {

        private final PriorityQueue<Due> due = new PriorityQueue<>();
        private long nanos;
        private long number;

        private record Due(long nanos, long number, Runnable what) implements Comparable<Due> {
            @Override
            public int compareTo(Due other) {
                return nanos != other.nanos ? Long.compare(nanos, other.nanos) : Long.compare(number, other.number);
            }
        }

        @Override
        public void after(Duration time, Runnable what) {
            due.add(new Due(nanos + time.toNanos(), number++, what));
        }

        void runUntil(int millis) {
            long end = Duration.ofMillis(millis).toNanos();
            while (!due.isEmpty() && due.peek().nanos <= end) {
                Due next = due.poll();
                nanos = next.nanos;
                next.what.run();
            }
            nanos = end;
        }
    }

    @Test
    void aCallTakesTheTimeOfItsRows() {
        ask("one", 1);
        ask("eight", 8);
        timer.runUntil(19);
        assertThat(answered).isEmpty();
        timer.runUntil(20);
        assertThat(answered).containsExactly("one");
        timer.runUntil(26);
        assertThat(answered).containsExactly("one");
        timer.runUntil(27);
        assertThat(answered).containsExactly("one", "eight");
    }

    @Test
    void asManyAreAtWorkAsThereAreInstancesAndTheOthersWaitInTheirOrder() {
        for (int i = 0; i < 5; i++) {
            ask("call " + i, 1);
        }
        assertThat(timer.due).hasSize(2);
        timer.runUntil(20);
        assertThat(answered).containsExactly("call 0", "call 1");
        assertThat(timer.due).hasSize(2);
        timer.runUntil(40);
        assertThat(answered).containsExactly("call 0", "call 1", "call 2", "call 3");
        timer.runUntil(60);
        assertThat(answered).hasSize(5).endsWith("call 4");
    }

    @Test
    void anInstanceThatIsFreeTakesACallAtOnce() {
        ask("first", 1);
        timer.runUntil(30);
        ask("second", 1);
        timer.runUntil(50);
        assertThat(answered).containsExactly("first", "second");
        assertThat(instances.work().waited()).isZero();
    }

    @Test
    void callsRowsAndWaitsAreCounted() {
        ask("a", 8);
        ask("b", 4);
        Work before = instances.work();
        ask("c", 1);
        timer.runUntil(100);
        assertThat(before).isEqualTo(new Work(2, 12, Duration.ZERO));
        assertThat(before.rowsPerCall()).isEqualTo(6);
        assertThat(instances.work().since(before)).isEqualTo(new Work(1, 1, Duration.ofMillis(23)));
        assertThat(instances.work().since(before).waitPerCall_ms()).isEqualTo(23);
        assertThat(before.plus(instances.work().since(before))).isEqualTo(instances.work());
    }

    private void ask(String name, int rows) {
        instances.execute(rows, () -> answered.add(name));
    }
}
