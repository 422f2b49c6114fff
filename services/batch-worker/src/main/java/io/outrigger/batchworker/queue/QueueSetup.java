package io.outrigger.batchworker.queue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the queue needs at the brokers: its topics, and how its group is to be served. Asking for it again changes nothing. */
final class QueueSetup {

    private static final Logger LOG = LoggerFactory.getLogger(QueueSetup.class);

    private final QueueConfig config;
    private final Set<String> refused = new HashSet<>();

    QueueSetup(QueueConfig config) {
        this.config = config;
    }

    /** Returns when all is there; throws what a broker said, or that none did. */
    void ensure(Admin admin) throws InterruptedException, ExecutionException {
        create(admin, new NewTopic(config.topic(), config.partitions(), (short) config.replicas()));
        create(admin, new NewTopic(config.deadLetterTopic(), 1, (short) config.replicas())
                .configs(Map.of("errors.deadletterqueue.group.enable", "true")));
        alter(admin, "share.auto.offset.reset", "earliest");
        for (Map.Entry<String, String> wish : wishes().entrySet()) {
            wish(admin, wish.getKey(), wish.getValue());
        }
    }

    /** What the queue can do without, where a broker is older or its limits are narrower. */
    private Map<String, String> wishes() {
        Map<String, String> wishes = new LinkedHashMap<>();
        wishes.put("share.renew.acknowledge.enable", "true");
        wishes.put("share.record.lock.duration.ms", Long.toString(config.recordLock().toMillis()));
        wishes.put("share.delivery.count.limit", Integer.toString(config.deliveriesMax()));
        wishes.put("errors.deadletterqueue.topic.name", config.deadLetterTopic());
        wishes.put("errors.deadletterqueue.copy.record.enable", "true");
        return wishes;
    }

    private static void create(Admin admin, NewTopic topic) throws InterruptedException, ExecutionException {
        try {
            admin.createTopics(List.of(topic)).all().get();
            LOG.info("the topic {} is made", topic.name());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private void wish(Admin admin, String name, String value) throws InterruptedException, ExecutionException {
        try {
            alter(admin, name, value);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof InvalidConfigurationException)) {
                throw e;
            }
            if (refused.add(name)) {
                LOG.warn("Kafka does not take {} = {} for the group {}: {}", name, value, config.group(), e.getCause().getMessage());
            }
        }
    }

    private void alter(Admin admin, String name, String value) throws InterruptedException, ExecutionException {
        var group = new ConfigResource(ConfigResource.Type.GROUP, config.group());
        var entry = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(group, List.of(entry))).all().get();
    }
}
