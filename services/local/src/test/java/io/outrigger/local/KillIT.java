package io.outrigger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.testing.Eventually;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9 of each part while pictures are asked for: each answer is the right one, or says what is away and to come again. */
class KillIT {
    private static final int CALLERS = 6;
    private static final int ANSWERS = 60;

    /** More on demand: -Doutrigger.kill.rounds=20. */
    private static final int ROUNDS = Integer.getInteger("outrigger.kill.rounds", 1);

    private static Cluster cluster;

    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() {
        cluster = new Cluster();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    enum Part {
        MODEL_SERVER, ORCHESTRATOR, ROUTER, GATEWAY, REGISTRY, REDIS, POSTGRES;

        void kill() throws InterruptedException {
            switch (this) {
                case MODEL_SERVER -> cluster.modelServer.kill();
                case ORCHESTRATOR -> cluster.orchestrator.kill();
                case ROUTER -> cluster.router.kill();
                case GATEWAY -> cluster.gateway.kill();
                case REGISTRY -> cluster.metadata.kill();
                case REDIS -> cluster.killRedis();
                case POSTGRES -> cluster.killPostgres();
            }
        }

        /** Whether nobody is to notice. */
        boolean isBesideTheWay() {
            return this == REGISTRY || this == REDIS || this == POSTGRES;
        }
    }

    @ParameterizedTest
    @EnumSource
    void noCallerGetsAWrongAnswerAndAllAreServedAgain(Part part) throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            cluster.startWhatIsDown();
            AtomicBoolean goesOn = new AtomicBoolean(true);
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Path picture : Repository.pictures().subList(0, CALLERS)) {
                    callers.submit(() -> ask(part, picture, goesOn));
                }
                awaitMore(answered);
                long refusedBefore = refused.get();
                part.kill();
                awaitMore(part.isBesideTheWay() ? answered : refused);
                if (part.isBesideTheWay()) {
                    assertThat(refused).as("those who noticed").hasValue(refusedBefore);
                }
                cluster.startWhatIsDown();
                awaitMore(answered);
                goesOn.set(false);
            } finally {
                goesOn.set(false);
            }
            assertThat(wrong).as("round %s", round).isEmpty();
        }
        System.out.println(part + ", " + ROUNDS + " rounds: answered " + answered + ", refused " + refused);
    }

    private static void awaitMore(AtomicLong count) {
        long before = count.get();
        Eventually.passes(() -> assertThat(count).hasValueGreaterThan(before + ANSWERS));
    }

    private void ask(Part killed, Path picture, AtomicBoolean goesOn) {
        byte[] bytes = Repository.bytes(picture);
        while (goesOn.get()) {
            try {
                RestAnswer answer = cluster.user().classify(bytes, "v2");
                if (answer.status() == 200 && answer.json().at("/classification/0/label").asText().equals(Repository.digit(picture))) {
                    answered.incrementAndGet();
                } else if (answer.status() == 503 && answer.json().path("retryable").asBoolean()) {
                    refused.incrementAndGet();
                } else {
                    wrong.add(picture.getFileName() + ": " + answer);
                }
            } catch (UncheckedIOException noGateway) {
                if (killed != Part.GATEWAY) {
                    wrong.add(picture.getFileName() + ": " + noGateway);
                }
                refused.incrementAndGet();
            }
        }
    }
}
