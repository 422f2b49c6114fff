package io.outrigger.batchworker.objects;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ObjectStoreIT {

    @RegisterExtension
    static final BackendsExtension backends = BackendsExtension.s3();

    private static ObjectStore store;

    @BeforeAll
    static void open() {
        store = ObjectStore.open(Stores.config(backends, backends.uniqueName()));
        Eventually.isTrue(() -> store.notReadyReason().isEmpty());
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void whatIsPutIsReadAsAWholeAndInParts() throws IOException {
        StoredObject put = store.put("whole/a.jsonl", "0123456789".getBytes(UTF_8));
        assertThat(put).isEqualTo(new StoredObject("whole/a.jsonl", 10,
                "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882"));
        assertThat(read("whole/a.jsonl", 0, ObjectStore.TO_THE_END)).isEqualTo("0123456789");
        assertThat(read("whole/a.jsonl", 3, 4)).isEqualTo("3456");
        assertThat(read("whole/a.jsonl", 8, 100)).isEqualTo("89");
        assertThat(read("whole/a.jsonl", 8, ObjectStore.TO_THE_END)).isEqualTo("89");
        assertThat(read("whole/a.jsonl", 5, 0)).isEmpty();
        assertThat(read("whole/a.jsonl", 10, 5)).isEmpty();
        assertCode(ErrorCode.RANGE_NOT_SATISFIABLE, () -> store.read(store.own("whole/a.jsonl"), 11, 1));
        assertThat(store.size(store.own("whole/a.jsonl"))).hasValue(10);
    }

    @Test
    void anObjectMayBeEmpty() throws IOException {
        store.put("empty", new byte[0]);
        assertThat(store.size(store.own("empty"))).hasValue(0);
        assertThat(read("empty", 0, ObjectStore.TO_THE_END)).isEmpty();
        assertThat(read("empty", 0, 10)).isEmpty();
    }

    @Test
    void whatIsNotThereIsSaidToBeMissing() {
        assertThat(store.size(store.own("none"))).isEqualTo(OptionalLong.empty());
        assertCode(ErrorCode.FILE_NOT_FOUND, () -> store.read(store.own("none"), 0, ObjectStore.TO_THE_END));
        assertCode(ErrorCode.FILE_NOT_FOUND, () -> store.read(store.own("none"), 5, 0));
        store.delete(List.of("none"));
    }

    @Test
    void anObjectOfManyPartsIsTheSameAfterwards() throws Exception {
        byte[] bytes = new byte[2 * ObjectUpload.PART_BYTES + 12_345];
        new Random(7).nextBytes(bytes);
        try (ObjectUpload upload = store.upload("large")) {
            for (int from = 0; from < bytes.length; from += 999_983) {
                upload.write(bytes, from, Math.min(999_983, bytes.length - from));
            }
            assertThat(store.size(store.own("large"))).isEqualTo(OptionalLong.empty());
            String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            assertThat(upload.finish()).isEqualTo(new StoredObject("large", bytes.length, sha256));
        }
        try (ObjectRead all = store.read(store.own("large"), 0, ObjectStore.TO_THE_END)) {
            assertThat(all.objectBytes()).isEqualTo(bytes.length);
            assertThat(all.stream().readAllBytes()).isEqualTo(bytes);
        }
        try (ObjectRead part = store.read(store.own("large"), ObjectUpload.PART_BYTES - 2L, 4)) {
            assertThat(part.objectBytes()).isEqualTo(bytes.length);
            assertThat(part.stream().readAllBytes()).hasSize(4);
        }
    }

    @Test
    void anUploadThatIsNotFinishedLeavesNothing() {
        try (ObjectUpload upload = store.upload("unfinished/large")) {
            upload.write(new byte[ObjectUpload.PART_BYTES + 1], 0, ObjectUpload.PART_BYTES + 1);
        }
        try (ObjectUpload upload = store.upload("unfinished/small")) {
            upload.write(new byte[10], 0, 10);
        }
        assertThat(store.list("unfinished/", "").entries()).isEmpty();
    }

    @Test
    void anUploadWhoseWriterDiedIsRemovedWhenItIsOld() {
        Duration age = Duration.ofHours(24);
        InstantSource tomorrow = InstantSource.offset(InstantSource.system(), age.plusHours(1));
        ObjectConfig config = Stores.config(backends, backends.uniqueName() + "-abandoned");
        try (ObjectStore today = ObjectStore.open(config); ObjectStore later = ObjectStore.open(config, tomorrow)) {
            Eventually.isTrue(() -> today.notReadyReason().isEmpty());
            today.put("whole", new byte[10]);
            ObjectUpload died = today.upload("abandoned/a b+c");
            died.write(new byte[ObjectUpload.PART_BYTES + 1], 0, ObjectUpload.PART_BYTES + 1);
            assertThat(today.removeAbandonedUploads(age)).isZero();
            assertThat(later.removeAbandonedUploads(age)).isOne();
            assertThat(later.removeAbandonedUploads(age)).isZero();
            assertCode(ErrorCode.DEPENDENCY_UNAVAILABLE, died::finish);
            assertThat(today.list("", "").entries()).extracting(ObjectPage.Entry::key).containsExactly("whole");
        }
    }

    @Test
    void aReaderMayGoAwayInTheMiddle() throws IOException {
        store.put("left", new byte[4 << 20]);
        for (int i = 0; i < 20; i++) {
            try (ObjectRead read = store.read(store.own("left"), 0, ObjectStore.TO_THE_END)) {
                assertThat(read.stream().read()).isZero();
            }
        }
    }

    @Test
    void manyAreListedInPagesAndDeletedTogether() {
        List<String> keys = IntStream.range(0, 1_205).mapToObj(i -> "many/" + (10_000 + i)).toList();
        keys.parallelStream().forEach(key -> store.put(key, new byte[] {1}));
        ObjectPage first = store.list("many/", "");
        assertThat(first.entries()).hasSize(1_000).allSatisfy(entry -> assertThat(entry.bytes()).isOne());
        ObjectPage second = store.list("many/", first.next().orElseThrow());
        assertThat(second.next()).isEmpty();
        assertThat(second.entries()).extracting(ObjectPage.Entry::key).isEqualTo(keys.subList(1_000, 1_205));
        store.delete(keys);
        assertThat(store.list("many/", "").entries()).isEmpty();
    }

    @Test
    void inputsComeFromTheBucketsThatAreAllowed() throws IOException {
        try (ObjectStore theirs = ObjectStore.open(Stores.config(backends, Stores.inputBucket(backends)))) {
            Eventually.isTrue(() -> theirs.notReadyReason().isEmpty());
            theirs.put("rows.jsonl", "{}".getBytes(UTF_8));
        }
        ObjectAddress input = store.foreign("s3://" + Stores.inputBucket(backends) + "/rows.jsonl");
        try (ObjectRead read = store.read(input, 0, ObjectStore.TO_THE_END)) {
            assertThat(read.stream().readAllBytes()).isEqualTo("{}".getBytes(UTF_8));
        }
        ObjectAddress none = store.foreign("s3://" + input.bucket() + "/none");
        assertCode(ErrorCode.FILE_NOT_FOUND, () -> store.read(none, 0, ObjectStore.TO_THE_END));
        assertCode(ErrorCode.INPUT_NOT_ALLOWED, () -> store.foreign("s3://" + backends.uniqueName() + "/whole/a.jsonl"));
    }

    private static String read(String key, long offset, long length) throws IOException {
        try (ObjectRead read = store.read(store.own(key), offset, length)) {
            return new String(read.stream().readAllBytes(), UTF_8);
        }
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(ServiceException.class).extracting(failure -> ((ServiceException) failure).code())
                .isEqualTo(code);
    }
}
