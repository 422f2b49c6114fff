package io.outrigger.perf.compare;

import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.Picture;
import io.outrigger.perf.load.PictureTarget;
import io.outrigger.perf.load.PlatformFile;
import io.outrigger.perf.load.Target;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Where a request goes in, and in which form. */
enum TargetKind {
    DIRECT_GRPC("direct-grpc") {
        @Override
        Target open(String name, PlatformFile platform, String model, String version, Picture picture) {
            return GrpcTarget.open(name, platform.value("MODEL_SERVER_GRPC"), "", model, version, picture);
        }
    },
    CHAIN_GRPC("chain-grpc") {
        @Override
        Target open(String name, PlatformFile platform, String model, String version, Picture picture) {
            return GrpcTarget.open(name, platform.value("GATEWAY_GRPC"), platform.value("TOKEN"), model, version, picture);
        }
    },
    CHAIN_PICTURE("chain-picture") {
        @Override
        Target open(String name, PlatformFile platform, String model, String version, Picture picture) {
            return new PictureTarget(name, platform.value("GATEWAY_URL"), platform.value("TOKEN"), model, version, picture);
        }
    };

    private final String targetName;

    TargetKind(String targetName) {
        this.targetName = targetName;
    }

    String targetName() {
        return targetName;
    }

    abstract Target open(String name, PlatformFile platform, String model, String version, Picture picture);

    static TargetKind ofName(String name) {
        return Arrays.stream(values()).filter(kind -> kind.targetName.equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--targets takes "
                        + Arrays.stream(values()).map(TargetKind::targetName).collect(Collectors.joining(", ")) + "; found '" + name
                        + "'."));
    }
}
