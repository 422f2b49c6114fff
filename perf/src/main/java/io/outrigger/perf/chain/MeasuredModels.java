package io.outrigger.perf.chain;

import io.outrigger.client.GrpcClient;
import io.outrigger.perf.load.GrpcTarget;
import io.outrigger.perf.load.Picture;
import io.outrigger.perf.models.ModelRepository;
import io.outrigger.perf.models.Network;
import io.outrigger.perf.process.OwnPlatform;
import io.outrigger.perf.process.TemporaryFolder;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** A platform that serves one network under three names: put together by the platform, by the model server, and by nobody. */
final class MeasuredModels implements AutoCloseable {

    private static final String VERSION = "v1";

    private final TemporaryFolder folder;
    private final Network network;
    private final Picture picture;
    private final OwnPlatform platform;

    private MeasuredModels(TemporaryFolder folder, Network network, Picture picture, OwnPlatform platform) {
        this.folder = folder;
        this.network = network;
        this.picture = picture;
        this.platform = platform;
    }

    /** @param settings of the platform */
    static MeasuredModels serve(Network network, Picture picture, int portOffset, Map<String, String> settings, Consumer<String> progress)
            throws IOException {
        TemporaryFolder folder = TemporaryFolder.make();
        try {
            new ModelRepository(folder.path()).add(network, network.model(), false, true)
                    .add(network, network.model() + "-by-server", true, false).add(network, network.model() + "-alone", false, false);
            return new MeasuredModels(folder, network, picture, OwnPlatform.start(folder.path(), portOffset, settings, progress));
        } catch (IOException failed) {
            folder.close();
            throw failed;
        }
    }

    OwnPlatform platform() {
        return platform;
    }

    /** The model server asked for each request alone, so many rows each. */
    GrpcTarget straight(int rows) {
        return target("model server", "MODEL_SERVER_GRPC", "", network.model() + "-alone", rows);
    }

    GrpcTarget straightBatchedByServer() {
        return target("model server, its batching", "MODEL_SERVER_GRPC", "", network.model() + "-by-server", 1);
    }

    GrpcTarget chainUnbatched() {
        return target("chain, batching off", "GATEWAY_GRPC", platform.file().value("TOKEN"), network.model() + "-alone", 1);
    }

    GrpcTarget chain() {
        return target("chain", "GATEWAY_GRPC", platform.file().value("TOKEN"), network.model(), 1);
    }

    private GrpcTarget target(String name, String address, String token, String model, int rows) {
        return GrpcTarget.open(name, GrpcClient.open(platform.file().value(address), token), model, VERSION, picture, rows);
    }

    @Override
    public void close() throws IOException {
        platform.close();
        folder.close();
    }
}
