package io.outrigger.intake;

import io.outrigger.intake.body.InferBody;
import io.outrigger.intake.picture.Pictures;
import io.outrigger.openinference.tensor.SignatureCheck;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.registry.Resolution;
import java.time.Duration;
import java.util.Optional;

/** Makes of a body the request that can be handed to a model server as it is. */
public final class Intake {

    private final Pictures pictures;

    public Intake(Pictures pictures) {
        this.pictures = pictures;
    }

    /**
     * The request for the version that the body means, checked against its signature.
     *
     * @param timeLeft until nobody waits for the answer any more; empty where no time was set
     */
    public ModelInferRequest request(InferBody body, Resolution meant, Optional<Duration> timeLeft) {
        ModelInferRequest.Builder request = body.tensors()
                .setModelName(meant.model().name())
                .setModelVersion(meant.versionOnTheWire())
                .setId(body.id());
        body.image().ifPresent(image -> pictures.addInput(
                request, image, meant.model().name(), meant.version(), timeLeft.orElse(pictures.limits().waitMax())));
        ModelInferRequest made = request.build();
        SignatureCheck.check(made, meant.version().signature());
        return made;
    }
}
