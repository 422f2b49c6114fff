package io.outrigger.backends;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** The broker's data directory. It is formatted under another name and then renamed, so that one that is there is whole. */
final class KafkaData {
    private static final int CLUSTER_ID_BYTES = 16;

    private KafkaData() {
    }

    static Path openOrFormat(JavaProgram program) {
        Path data = program.home().resolve("data");
        try {
            if (!Files.exists(data)) {
                format(program, data);
            }
            return data;
        } catch (IOException e) {
            throw new BackendException("Kafka's directory " + program.home() + " cannot be used (" + e.getMessage() + ").", e);
        }
    }

    private static void format(JavaProgram program, Path data) throws IOException {
        Path partial = program.home().resolve("data.partial");
        OwnerOnly.deleteTree(partial);
        Path properties = program.home().resolve("format.properties");
        OwnerOnly.write(properties, KafkaSettings.text(partial, LoopbackPort.free(), LoopbackPort.free()));
        SetupStep.run(KafkaProcess.NAME, program.home(), "",
                program.tool("kafka.tools.StorageTool", "format", "--cluster-id=" + clusterId(), "--config", properties.toString()),
                List.of("Exception", "rror:"));
        Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Kafka's own form of an identifier, which begins with a letter: what begins with a hyphen would look like an option. */
    private static String clusterId() {
        byte[] bytes = new byte[CLUSTER_ID_BYTES];
        new SecureRandom().nextBytes(bytes);
        bytes[0] &= 0x3F;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
