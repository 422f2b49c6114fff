package io.outrigger.intake.picture;

import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.registry.ImageAdapter;
import io.outrigger.registry.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Turns encoded pictures into the input tensor of a version, so many at once; what waits too long is refused as overload. Those that take
 * long have half of the turns, so that those that do not never wait for nothing but them.
 */
public final class Pictures {

    private static final int WAITING_PER_DECODE_MAX = 32;
    /** Pixels, again with each pass over them, that take a tenth of a second or more. */
    private static final long HEAVY_WORK = 8_000_000;

    private final PictureLimits limits;
    private final Semaphore turns;
    private final Semaphore heavy;

    public Pictures(PictureLimits limits) {
        this.limits = limits;
        this.turns = new Semaphore(limits.decodesMax(), true);
        this.heavy = new Semaphore(Math.max(1, limits.decodesMax() / 2), true);
    }

    public PictureLimits limits() {
        return limits;
    }

    /**
     * Adds the tensor that the picture becomes to the request.
     *
     * @param model the model's name, for the sentence when its version takes no pictures
     * @param patience the longest wait for a turn; what the limits say where that is shorter
     */
    public void addInput(ModelInferRequest.Builder request, byte[] picture, String model, Version version, Duration patience) {
        ImageAdapter adapter = version.adapter().image().orElseThrow(() -> new ServiceException(ErrorCode.IMAGE_NOT_SUPPORTED,
                "Model " + Quote.of(model) + " " + version.text() + " takes no pictures: it was registered without an adapter for them; "
                        + "send input.tensors."));
        TensorSpec tensor = tensor(adapter, version.signature());
        List<Long> shape = shape(adapter, tensor, version.signature());
        PictureConversion conversion = PictureConversion.of(open(picture), adapter);
        request.addInputs(InferInputTensor.newBuilder()
                        .setName(tensor.name()).setDatatype(tensor.datatype().name()).addAllShape(shape))
                .addRawInputContents(elements(conversion, tensor.datatype(), patience));
    }

    private ByteString elements(PictureConversion conversion, Datatype datatype, Duration patience) {
        long nanosMax = Math.min(patience.toNanos(), limits.waitMax().toNanos());
        boolean isHeavy = conversion.file().work() > HEAVY_WORK;
        int taken = turns(conversion.decodedPixels());
        long began = System.nanoTime();
        if (isHeavy) {
            take(heavy, 1, nanosMax);
        }
        try {
            take(turns, taken, nanosMax - (System.nanoTime() - began));
            try {
                return conversion.elements(datatype);
            } finally {
                turns.release(taken);
            }
        } finally {
            if (isHeavy) {
                heavy.release();
            }
        }
    }

    /** Reads the file's structure; nothing is decoded yet. */
    private PictureFile open(byte[] picture) {
        if (picture.length > limits.bytesMax()) {
            throw new ServiceException(ErrorCode.IMAGE_TOO_LARGE,
                    "The picture has " + picture.length + " bytes; at most " + limits.bytesMax() + " are expected.");
        }
        if (PngFile.is(picture)) {
            return PngFile.read(picture, limits);
        }
        if (JpegFile.is(picture)) {
            return JpegFile.read(picture, limits);
        }
        throw new ServiceException(ErrorCode.INVALID_IMAGE, picture.length == 0
                ? "The picture is empty; a PNG or JPEG is expected."
                : "The picture begins neither as a PNG nor as a JPEG; one of the two is expected.");
    }

    /** A picture that is decoded whole takes the turns of as many as need its memory, but for one where there are several. */
    private int turns(long decodedPixels) {
        return Math.clamp(Math.ceilDiv(decodedPixels, PictureDecoder.WHOLE_PIXELS_MAX), 1, Math.max(1, limits.decodesMax() - 1));
    }

    private void take(Semaphore places, int taken, long nanosMax) {
        if (places.getQueueLength() >= limits.decodesMax() * WAITING_PER_DECODE_MAX) {
            throw overloaded();
        }
        try {
            if (!places.tryAcquire(taken, nanosMax, TimeUnit.NANOSECONDS)) {
                throw overloaded();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException(ErrorCode.SHUTTING_DOWN, "This service is shutting down.", e);
        }
    }

    private ServiceException overloaded() {
        return new ServiceException(ErrorCode.OVERLOADED, "Only " + limits.decodesMax()
                + " pictures are decoded at once and too many wait; come again shortly.").retryAfter(Duration.ofSeconds(1));
    }

    private static TensorSpec tensor(ImageAdapter adapter, Signature signature) {
        return signature.inputs().stream()
                .filter(input -> input.name().equals(adapter.tensor()))
                .findFirst()
                .orElseThrow(() -> contradiction("has no input " + Quote.of(adapter.tensor()) + ", which its adapter fills"));
    }

    /** The shape of one picture: the signature's, with 1 for rows and the adapter's sizes where it leaves a choice. */
    private static List<Long> shape(ImageAdapter adapter, TensorSpec tensor, Signature signature) {
        long width = adapter.width();
        long height = adapter.height();
        long channels = adapter.color().channels();
        List<Long> own = switch (adapter.layout()) {
            case NCHW -> List.of(channels, height, width);
            case NHWC -> List.of(height, width, channels);
            case FLAT -> List.of(channels * height * width);
        };
        int leading = Math.max(signature.isBatched() ? 1 : 0, tensor.shape().size() - own.size());
        List<Long> shape = new ArrayList<>();
        long product = 1;
        for (int i = 0; i < tensor.shape().size(); i++) {
            long dimension = tensor.shape().get(i);
            long chosen = dimension != -1 ? dimension : i < leading || i - leading >= own.size() ? 1 : own.get(i - leading);
            shape.add(chosen);
            product *= chosen;
        }
        if (product != adapter.elements()) {
            throw contradiction("takes " + tensor.shape() + " in " + Quote.of(tensor.name()) + " but its adapter makes "
                    + adapter.elements() + " elements of a picture");
        }
        return shape;
    }

    private static ServiceException contradiction(String why) {
        return new ServiceException(ErrorCode.IMAGE_NOT_SUPPORTED, "The version " + why + "; send input.tensors.");
    }
}
