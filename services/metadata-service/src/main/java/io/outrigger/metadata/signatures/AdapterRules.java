package io.outrigger.metadata.signatures;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.tensor.Datatype;
import io.outrigger.openinference.tensor.Signature;
import io.outrigger.openinference.tensor.TensorSpec;
import io.outrigger.registry.Adapter;
import io.outrigger.registry.ClassificationAdapter;
import io.outrigger.registry.ImageAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** What ties an adapter to the signature beside it, so that a picture that was decoded is sure to be a tensor the model takes. */
public final class AdapterRules {

    private static final Set<Datatype> PICTURE_TYPES = Set.of(Datatype.FP32, Datatype.UINT8);
    private static final Set<Datatype> SCORE_TYPES = Set.of(Datatype.FP32, Datatype.FP64);

    private AdapterRules() {
    }

    /** Refuses an adapter that does not fit. */
    public static void check(Adapter adapter, Signature signature) {
        adapter.image().ifPresent(image -> check(image, signature));
        adapter.classification().ifPresent(classification -> check(classification, signature));
    }

    private static void check(ImageAdapter image, Signature signature) {
        TensorSpec input = tensor("image", image.tensor(), "input", signature.inputs());
        requireDatatype("image", input, PICTURE_TYPES);
        signature.inputs().stream()
                .filter(other -> !other.optional() && !other.name().equals(input.name()))
                .findFirst()
                .ifPresent(other -> {
                    throw wrong("A picture fills one input, so every other must be optional; " + Quote.of(other.name())
                            + " is required.");
                });
        int channels = image.color().channels();
        ImageRules.check(image);
        List<Long> row = SignatureRules.rowShape(input, signature.maxBatchSize());
        if (!fits(image, row)) {
            throw wrong("The picture of adapter.image (" + image.width() + " × " + image.height() + " × " + channels + " " + image.layout()
                    + ", " + image.elements() + " elements) does not fit a row of input " + Quote.of(input.name()) + ", " + row
                    + ".");
        }
    }

    /**
     * Whether a picture fills one row. A free dimension takes what is left over; a model without a batch dimension may have a
     * leading 1 or −1 of its own.
     */
    private static boolean fits(ImageAdapter image, List<Long> row) {
        long known = SignatureRules.knownElements(row);
        boolean countFits = row.contains(-1L) ? image.elements() % known == 0 : image.elements() == known;
        List<Long> picture = pictureShape(image);
        if (row.size() < picture.size() || picture.size() == 1) {
            return countFits;
        }
        List<Long> tail = row.subList(row.size() - picture.size(), row.size());
        boolean leadingOnes = row.subList(0, row.size() - picture.size()).stream().allMatch(dimension -> dimension == 1 || dimension == -1);
        return countFits && leadingOnes && agree(picture, tail);
    }

    private static List<Long> pictureShape(ImageAdapter image) {
        long width = image.width();
        long height = image.height();
        long channels = image.color().channels();
        return switch (image.layout()) {
            case NCHW -> List.of(channels, height, width);
            case NHWC -> List.of(height, width, channels);
            case FLAT -> List.of(image.elements());
        };
    }

    private static boolean agree(List<Long> picture, List<Long> shape) {
        for (int i = 0; i < picture.size(); i++) {
            if (shape.get(i) != -1 && !shape.get(i).equals(picture.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static void check(ClassificationAdapter classification, Signature signature) {
        TensorSpec output = tensor("classification", classification.tensor(), "output", signature.outputs());
        requireDatatype("classification", output, SCORE_TYPES);
        if (classification.labels().isEmpty()) {
            throw wrong("Field 'adapter.classification.labels' must have one label for each class; it is empty.");
        }
        OptionalLong classes = SignatureRules.elements(SignatureRules.rowShape(output, signature.maxBatchSize()));
        if (classes.isPresent() && classes.getAsLong() != classification.labels().size()) {
            throw wrong("Field 'adapter.classification.labels' must have one label for each of the " + classes.getAsLong()
                    + " scores in a row of "
                    + Quote.of(output.name()) + "; found " + classification.labels().size() + ".");
        }
    }

    private static TensorSpec tensor(String part, String name, String kind, List<TensorSpec> tensors) {
        return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst().orElseThrow(() -> {
            List<String> names = new ArrayList<>();
            tensors.forEach(tensor -> names.add(Quote.bare(tensor.name())));
            return wrong("Field 'adapter." + part + ".tensor' must name an " + kind + " of the signature, one of " + names + "; found "
                    + Quote.of(name) + ".");
        });
    }

    private static void requireDatatype(String part, TensorSpec tensor, Set<Datatype> allowed) {
        if (!allowed.contains(tensor.datatype())) {
            throw wrong("The tensor of adapter." + part + " must be one of " + allowed.stream().map(Enum::name).sorted().toList() + "; "
                    + Quote.of(tensor.name()) + " is " + tensor.datatype() + ".");
        }
    }

    private static ServiceException wrong(String sentence) {
        return new ServiceException(ErrorCode.INVALID_FIELD, sentence);
    }
}
