package io.outrigger.orchestrator.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.headers.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private static final long NEVER = Long.MAX_VALUE;

    private final FairQueue<String> queue = new FairQueue<>();
    private long arrivals;

    @Test
    void whatFitsIsTakenWholeWithTheEarliestDeadlineFirst() {
        add("a", 1, 30);
        add("b", 2, 10);
        add("a", 1, 20);

        assertThat(take(8)).extracting(QueuedRequest::deadlineNanos).containsExactly(10L, 20L, 30L);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.rows()).isZero();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void equalDeadlinesKeepTheOrderOfArrival() {
        for (int i = 0; i < 20; i++) {
            add("a", 1, NEVER);
        }
        assertThat(items(take(5))).containsExactly("0", "1", "2", "3", "4");
        assertThat(items(take(5))).containsExactly("5", "6", "7", "8", "9");
    }

    @Test
    void tenantsShareTheRoomInRowsAndNotInRequests() {
        for (int i = 0; i < 100; i++) {
            add("large", 4, NEVER);
            add("small", 1, NEVER);
        }
        List<QueuedRequest<String>> taken = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            taken.addAll(take(8));
        }
        ToLongFunction<String> rows = tenant -> taken.stream().filter(request -> request.tenant().equals(tenant))
                .mapToLong(QueuedRequest::rows).sum();
        assertThat(rows.applyAsLong("large") - rows.applyAsLong("small")).isBetween(-4L, 4L);
    }

    @Test
    void aTenantThatComesLateDoesNotMakeUpForItsAbsence() {
        for (int i = 0; i < 100; i++) {
            add("early", 1, NEVER);
        }
        take(40);
        for (int i = 0; i < 100; i++) {
            add("late", 1, NEVER);
        }
        assertThat(take(10).stream().collect(Collectors.groupingBy(QueuedRequest::tenant, Collectors.counting())))
                .containsEntry("early", 5L).containsEntry("late", 5L);
    }

    @Test
    void aQuietTenantIsInTheNextCallHoweverManyOthersThereAre() {
        for (int i = 0; i < 1_000; i++) {
            add("flood-" + i % 50, 1, i);
        }
        take(64);
        add("quiet", 1, NEVER);
        assertThat(take(64)).extracting(QueuedRequest::tenant).contains("quiet");
    }

    @Test
    void theFirstRequestOfACallGoesWhateverTheRoom() {
        QueuedRequest<String> heavy = new QueuedRequest<>("heavy", new LaneKey("m", ""), 2, 1_000, "a", "", Priority.LIVE, NEVER);
        queue.add(heavy);
        add("a", 1, NEVER);
        List<QueuedRequest<String>> call = new ArrayList<>();
        queue.moveTo(call, Integer.MAX_VALUE, 8, 100, Long.MIN_VALUE);
        assertThat(call).containsExactly(heavy);
    }

    @Test
    void whoHasAmpleTimeGoesFirstWhereThatIsWanted() {
        for (int deadline = 1; deadline <= 6; deadline++) {
            add("a", 1, deadline);
        }
        List<QueuedRequest<String>> call = new ArrayList<>();
        queue.moveTo(call, Integer.MAX_VALUE, 2, Long.MAX_VALUE, 4);
        assertThat(call).extracting(QueuedRequest::deadlineNanos).containsExactly(4L, 5L);
        call.clear();
        queue.moveTo(call, Integer.MAX_VALUE, 2, Long.MAX_VALUE, 4);
        assertThat(call).as("the last with time, and then as always").extracting(QueuedRequest::deadlineNanos).containsExactly(1L, 6L);
    }

    @Test
    void whoLeavesIsNotThereAnyMore() {
        QueuedRequest<String> one = add("a", 1, 5);
        QueuedRequest<String> other = add("a", 3, 6);
        assertThat(queue.remove(one)).isTrue();
        assertThat(queue.remove(one)).isFalse();
        assertThat(queue.rows()).isEqualTo(3);
        assertThat(take(8)).containsExactly(other);
        assertThat(queue.remove(other)).isFalse();
    }

    private QueuedRequest<String> add(String tenant, int rows, long deadline) {
        var request = new QueuedRequest<>(Long.toString(arrivals), new LaneKey("m", ""), rows, 1, tenant, "", Priority.LIVE, deadline);
        request.arrived(0, arrivals++);
        queue.add(request);
        return request;
    }

    private List<QueuedRequest<String>> take(int rowsMax) {
        List<QueuedRequest<String>> call = new ArrayList<>();
        queue.moveTo(call, Integer.MAX_VALUE, rowsMax, Long.MAX_VALUE, Long.MIN_VALUE);
        return call;
    }

    private static List<String> items(List<QueuedRequest<String>> requests) {
        return requests.stream().map(request -> request.item()).toList();
    }
}
