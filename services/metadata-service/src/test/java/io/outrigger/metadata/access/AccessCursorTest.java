package io.outrigger.metadata.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.metadata.keys.ApiKey;
import io.outrigger.metadata.keys.KeyHash;
import io.outrigger.metadata.keys.KeyPrint;
import io.outrigger.metadata.keys.KeyTerms;
import io.outrigger.metadata.limits.Allowance;
import io.outrigger.metadata.limits.Limit;
import io.outrigger.metadata.limits.Limited;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.proto.access.v1.WatchRequest;
import io.outrigger.proto.access.v1.WatchResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AccessCursorTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private AccessState state = state(3);
    private long looks = 1;

    @Test
    void aNewWatcherGetsWhatThereIsAndThenWhatChanges() {
        var cursor = at("", 0);
        WatchResponse first = cursor.next().orElseThrow();
        assertThat(first.getAnew()).isTrue();
        assertThat(first.getMore()).isFalse();
        assertThat(first.getRevision()).isEqualTo(3);
        assertThat(first.getKeysList()).extracting(Key::getId).containsExactly("key-1", "key-2", "key-3");
        assertThat(cursor.next()).isEmpty();

        state = state.with(List.of(revoked(1, 4), limit("acme", 5, false)), 5, writes("w", 5));
        WatchResponse next = cursor.next().orElseThrow();
        assertThat(next.getAnew()).isFalse();
        assertThat(next.getKeysList()).singleElement().matches(key -> key.getId().equals("key-1") && key.hasRevokedAt());
        assertThat(next.getLimitsList()).singleElement().matches(limit -> limit.getLimited().getTenant().equals("acme"));
        assertThat(next.getRevision()).isEqualTo(5);
        assertThat(cursor.heartbeat().orElseThrow().getRevision()).isEqualTo(5);
    }

    @Test
    void oneThatResumesGetsWhatItMissed() {
        state = state.with(List.of(revoked(2, 4)), 4, writes("w", 4));
        assertThat(at("r", 3).next().orElseThrow().getKeysList()).extracting(Key::getId).containsExactly("key-2");
        assertThat(at("r", 2).next().orElseThrow().getKeysList()).extracting(Key::getId).containsExactly("key-3", "key-2");

        var upToDate = at("r", 4);
        assertThat(upToDate.next()).isEmpty();
        assertThat(upToDate.heartbeat()).isPresent();
    }

    @Test
    void oneOfAnotherRegistryBeginsAnewWithoutWhatIsOver() {
        state = state.with(List.of(revoked(2, 4), limit("acme", 5, true)), 5, writes("w", 5));
        WatchResponse first = at("other", 4).next().orElseThrow();

        assertThat(first.getAnew()).isTrue();
        assertThat(first.getRegistryId()).isEqualTo("r");
        assertThat(first.getKeysList()).extracting(Key::getId).containsExactly("key-1", "key-3");
        assertThat(first.getLimitsList()).isEmpty();
        assertThat(first.getRevision()).isEqualTo(5);
    }

    @Test
    void oneThatKnowsMoreWaitsUntilTheDatabaseWasLookedAtSince() {
        var cursor = at("r", 4);
        assertThat(cursor.next()).isEmpty();
        assertThat(cursor.heartbeat()).as("nobody knows yet whether it is current").isEmpty();
        looks = 2;
        assertThat(cursor.next()).isEmpty();
        state = state.with(List.of(key(4), key(5)), 5, writes("w", 5));
        assertThat(cursor.next().orElseThrow().getKeysList()).extracting(Key::getId).containsExactly("key-5");

        var beforeTheRestore = at("r", 9);
        looks += 2;
        assertThat(beforeTheRestore.next().orElseThrow().getAnew()).isTrue();
        assertThat(beforeTheRestore.next()).isEmpty();
    }

    @Test
    void oneOfALostFutureBeginsAnewAlsoWhereTheRegistryHasGrownPastIt() {
        var watching = at("r", 3);
        var away = at("r", 2);
        assertThat(watching.next()).isEmpty();
        state = new AccessState("r", 5, List.of(key(1), revoked(2, 5)), writes("restored", 5));

        for (AccessCursor cursor : List.of(watching, away)) {
            WatchResponse first = cursor.next().orElseThrow();
            assertThat(first.getAnew()).isTrue();
            assertThat(first.getKeysList()).extracting(Key::getId).containsExactly("key-1");
            assertThat(first.getWriteId()).isEqualTo("restored-5");
            assertThat(cursor.next()).isEmpty();
        }
    }

    @Test
    void manyComeInPartsThatFit() {
        state = state(10_000);
        var cursor = at("", 0);
        List<WatchResponse> parts = new ArrayList<>();
        for (Optional<WatchResponse> next = cursor.next(); next.isPresent(); next = cursor.next()) {
            assertThat(cursor.heartbeat().isPresent()).as("a heartbeat among the parts").isEqualTo(!next.get().getMore());
            parts.add(next.get());
        }
        assertThat(parts.stream().map(WatchResponse::getSerializedSize)).hasSizeGreaterThan(1)
                .allMatch(bytes -> bytes <= AccessPart.BYTES_MAX);
        assertThat(parts).extracting(WatchResponse::getAnew).startsWith(true).containsOnlyOnce(true);
        assertThat(parts).extracting(WatchResponse::getMore).endsWith(false).containsOnlyOnce(false);
        assertThat(parts.stream().flatMap(part -> part.getKeysList().stream()).map(Key::getId)).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(parts.stream().filter(part -> part.getKeys(part.getKeysCount() - 1).getRevision() != part.getRevision())).isEmpty();
    }

    @Test
    void oneThatIsInTheMiddleHearsOfWhatEndsMeanwhile() {
        state = state(10_000);
        var cursor = at("", 0);
        assertThat(cursor.next().orElseThrow().getMore()).isTrue();
        state = state.with(List.of(revoked(1, 10_001), revoked(10_000, 10_002)), 10_002, writes("w", 10_002));

        List<Key> rest = new ArrayList<>();
        for (Optional<WatchResponse> next = cursor.next(); next.isPresent(); next = cursor.next()) {
            rest.addAll(next.get().getKeysList());
        }
        assertThat(rest).filteredOn(Key::hasRevokedAt).extracting(Key::getId).containsExactly("key-1", "key-10000");
    }

    @Test
    void anEmptyRegistryIsToldOnce() {
        state = AccessState.empty("r");
        var cursor = at("", 0);

        assertThat(cursor.next()).hasValueSatisfying(first -> assertThat(first.getAnew() && !first.getMore()).isTrue());
        assertThat(cursor.next()).isEmpty();
        assertThat(cursor.heartbeat()).isPresent();
        state = state.with(List.of(key(1)), 1, writes("w", 1));
        assertThat(cursor.next()).hasValueSatisfying(next -> assertThat(next.getAnew()).isFalse());
    }

    private AccessCursor at(String registry, long revision) {
        var request = WatchRequest.newBuilder().setRegistryId(registry).setRevision(revision).setWriteId("w-" + revision).build();
        return new AccessCursor(request, () -> Optional.of(state), () -> looks);
    }

    /** Revision n made key n. */
    private static AccessState state(long revision) {
        List<Entry> entries = LongStream.rangeClosed(1, revision).<Entry>mapToObj(AccessCursorTest::key).toList();
        return new AccessState("r", revision, entries, writes("w", revision));
    }

    /** Write n of a history made revision n. */
    private static Map<Long, String> writes(String history, long revision) {
        return LongStream.rangeClosed(1, revision).boxed().collect(Collectors.toMap(Function.identity(), number -> history + "-" + number));
    }

    private static Entry key(long number) {
        return key(number, number, Optional.empty());
    }

    private static Entry revoked(long number, long revision) {
        return key(number, revision, Optional.of(NOW));
    }

    private static Entry key(long number, long revision, Optional<Instant> revoked) {
        var terms = new KeyTerms("made for a test", "acme", List.of("infer"), Optional.empty(), Allowance.UNLIMITED, Optional.empty());
        return new Entry.OfKey(new ApiKey("key-" + number, terms, new KeyPrint("ork_12345678", KeyHash.of(new byte[32])), Optional.empty(),
                new ApiKey.Times(NOW, Optional.empty(), revoked, Optional.empty()), "test", revision));
    }

    private static Entry limit(String tenant, long revision, boolean deleted) {
        var allowance = new Allowance(OptionalLong.of(1), OptionalLong.empty(), OptionalLong.empty());
        return new Entry.OfLimit(new Limit(new Limited(Limited.Kind.TENANT, tenant), allowance, revision, deleted));
    }
}
