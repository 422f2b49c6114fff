package io.outrigger.perf.peers;

import java.util.Arrays;
import java.util.List;

/** A model server of other people, and the protocols that it speaks by its nature. */
enum Peer {
    FASTAPI("fastapi", "FastAPI", RestForm.PLAIN, false),
    BENTOML("bentoml", "BentoML", RestForm.PLAIN, false),
    LITSERVE("litserve", "LitServe", RestForm.PLAIN, false),
    MLSERVER("mlserver", "MLServer", RestForm.OPEN_INFERENCE, true),
    RAY_SERVE("ray", "Ray Serve", RestForm.PLAIN, false),
    MOSEC("mosec", "mosec", RestForm.PLAIN, false),
    KSERVE("kserve", "KServe", RestForm.OPEN_INFERENCE, false),
    TRITON("triton", "Triton", RestForm.OPEN_INFERENCE, true);

    private final String folder;
    private final String title;
    private final RestForm restForm;
    private final boolean grpc;

    Peer(String folder, String title, RestForm restForm, boolean grpc) {
        this.folder = folder;
        this.title = title;
        this.restForm = restForm;
        this.grpc = grpc;
    }

    /** @throws IllegalArgumentException with a sentence that names them all */
    static Peer ofName(String name) {
        return Arrays.stream(values()).filter(peer -> peer.folder.equals(name)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("--peers takes some of " + String.join(", ", names()) + "; found '" + name + "'."));
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Peer::folder).toList();
    }

    /** Its name on the command line, and its folder. */
    String folder() {
        return folder;
    }

    /** Its name as its makers write it. */
    String title() {
        return title;
    }

    RestForm restForm() {
        return restForm;
    }

    /** Whether it takes ModelInfer of the Open Inference Protocol too, on the port after that of HTTP. */
    boolean speaksGrpc() {
        return grpc;
    }
}
