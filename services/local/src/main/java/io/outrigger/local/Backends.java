package io.outrigger.local;

import io.outrigger.backends.KafkaProcess;
import io.outrigger.backends.PostgresProcess;
import io.outrigger.backends.RedisProcess;
import io.outrigger.backends.S3Process;
import io.outrigger.backends.StateDirectory;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The servers that the services need. None of them needs another, so they start and stop at the same time. */
record Backends(BackendStart<PostgresProcess> postgres, BackendStart<RedisProcess> redis, BackendStart<KafkaProcess> kafka,
        BackendStart<S3Process> s3) implements AutoCloseable {

    /** Returns at once: who needs one of them waits for it, and the rest starts beside. */
    static Backends begin(StateDirectory state, Ports ports) {
        return new Backends(
                new BackendStart<>("PostgreSQL", state.subdirectory("postgres"), ports.number(Ports.POSTGRES), PostgresProcess::start),
                new BackendStart<>("Redis", state.subdirectory("redis"), ports.number(Ports.REDIS), RedisProcess::start),
                new BackendStart<>("Kafka", state.subdirectory("kafka"), ports.number(Ports.KAFKA), KafkaProcess::start),
                new BackendStart<>("S3", state.subdirectory("s3"), ports.number(Ports.S3), S3Process::start));
    }

    /** Returns when all have ended, those too that were still coming up. */
    @Override
    public void close() {
        CompletableFuture.allOf(Stream.<BackendStart<?>>of(postgres, redis, kafka, s3)
                .map(backend -> CompletableFuture.runAsync(backend::close, Thread::startVirtualThread))
                .toArray(CompletableFuture[]::new)).join();
    }
}
