package io.outrigger.backends;

import java.nio.file.Path;

/** The broker's settings: one node that is broker and controller, on loopback, with a copy of everything. */
final class KafkaSettings {
    private KafkaSettings() {
    }

    /** @param controllerPort any free one; only the broker itself calls there */
    static String text(Path data, int port, int controllerPort) {
        return """
                process.roles=broker,controller
                node.id=1
                listeners=CLIENTS://%1$s:%2$d,CONTROLLER://%1$s:%3$d
                advertised.listeners=CLIENTS://%1$s:%2$d
                listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=CLIENTS
                controller.listener.names=CONTROLLER
                controller.quorum.voters=1@%1$s:%3$d
                log.dirs=%4$s

                # whoever uses a topic makes it, with the settings that it needs
                auto.create.topics.enable=false
                num.partitions=1
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1

                # members of a group are few and near: they hear of their partitions at once, and may ask for short locks
                group.initial.rebalance.delay.ms=0
                group.share.heartbeat.interval.ms=1000
                group.share.min.heartbeat.interval.ms=1000
                group.share.min.record.lock.duration.ms=1000

                # a broker that was killed is let in again when its old session is over
                broker.session.timeout.ms=3000
                broker.heartbeat.interval.ms=500

                # a small heap
                log.cleaner.dedupe.buffer.size=10485760
                """.formatted(LoopbackPort.HOST, port, controllerPort, data);
    }
}
