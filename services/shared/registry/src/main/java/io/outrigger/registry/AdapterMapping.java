package io.outrigger.registry;

import static io.outrigger.registry.AdapterWords.choice;
import static io.outrigger.registry.AdapterWords.word;

import io.outrigger.registry.ClassificationAdapter.Activation;
import io.outrigger.registry.ImageAdapter.Color;
import io.outrigger.registry.ImageAdapter.Filter;
import io.outrigger.registry.ImageAdapter.Layout;
import io.outrigger.registry.ImageFit.Position;
import io.outrigger.registry.ImageFit.Resize;
import java.util.List;
import java.util.Optional;

/** Adapters to and from their messages. */
final class AdapterMapping {

    private AdapterMapping() {
    }

    static io.outrigger.proto.registry.v1.Adapter toProto(Adapter adapter) {
        var message = io.outrigger.proto.registry.v1.Adapter.newBuilder();
        adapter.image().ifPresent(image -> message.setImage(toProto(image)));
        adapter.classification().ifPresent(classification -> message.setClassification(
                io.outrigger.proto.registry.v1.ClassificationAdapter.newBuilder()
                        .setTensor(classification.tensor())
                        .addAllLabels(classification.labels())
                        .setActivation(word(classification.activation()))));
        return message.build();
    }

    static Adapter fromProto(io.outrigger.proto.registry.v1.Adapter message) {
        var classification = message.getClassification();
        return new Adapter(
                message.hasImage() ? Optional.of(fromProto(message.getImage())) : Optional.empty(),
                message.hasClassification()
                        ? Optional.of(new ClassificationAdapter(classification.getTensor(), classification.getLabelsList(),
                                choice(Activation.class, classification.getActivation())))
                        : Optional.empty());
    }

    private static io.outrigger.proto.registry.v1.ImageAdapter toProto(ImageAdapter image) {
        ImageFit fit = image.fit();
        return io.outrigger.proto.registry.v1.ImageAdapter.newBuilder()
                .setTensor(image.tensor())
                .setWidth(image.width())
                .setHeight(image.height())
                .setFilter(word(image.filter()))
                .setColor(word(image.color()))
                .setInvert(image.invert())
                .addAllScale(image.scale())
                .addAllOffset(image.offset())
                .setLayout(word(image.layout()))
                .setResize(word(fit.resize()))
                .setResizeWidth(fit.width())
                .setResizeHeight(fit.height())
                .setPosition(word(fit.position()))
                .addAllPad(fit.pad())
                .addAllMean(image.mean())
                .addAllStd(image.std())
                .setExifOrientation(image.exifOrientation())
                .build();
    }

    private static ImageAdapter fromProto(io.outrigger.proto.registry.v1.ImageAdapter message) {
        return new ImageAdapter(
                message.getTensor(), message.getWidth(), message.getHeight(), choice(Filter.class, message.getFilter()),
                choice(Color.class, message.getColor()), message.getInvert(), message.getScaleList(), message.getOffsetList(),
                choice(Layout.class, message.getLayout()), fit(message), given(message.getMeanList(), ImageAdapter.NO_MEAN),
                given(message.getStdList(), ImageAdapter.NO_STD), !message.hasExifOrientation() || message.getExifOrientation());
    }

    /** The fit of a message; one without these fields was written before there were any, and means what it meant then. */
    private static ImageFit fit(io.outrigger.proto.registry.v1.ImageAdapter message) {
        return message.getResize().isEmpty()
                ? ImageFit.stretched(message.getWidth(), message.getHeight())
                : new ImageFit(choice(Resize.class, message.getResize()), message.getResizeWidth(), message.getResizeHeight(),
                        choice(Position.class, message.getPosition()), given(message.getPadList(), ImageFit.BLACK));
    }

    private static List<Double> given(List<Double> numbers, List<Double> standard) {
        return numbers.isEmpty() ? standard : numbers;
    }
}
