package io.outrigger.registryview;

import io.outrigger.registryview.ClassificationAdapter.Activation;
import io.outrigger.registryview.ImageAdapter.Color;
import io.outrigger.registryview.ImageAdapter.Filter;
import io.outrigger.registryview.ImageAdapter.Layout;
import java.util.Locale;
import java.util.Optional;

/** Adapters to and from their messages; choices travel as lower-case words, except the layouts, which are known as NCHW and NHWC. */
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
                                constant(Activation.class, classification.getActivation())))
                        : Optional.empty());
    }

    private static io.outrigger.proto.registry.v1.ImageAdapter toProto(ImageAdapter image) {
        return io.outrigger.proto.registry.v1.ImageAdapter.newBuilder()
                .setTensor(image.tensor())
                .setWidth(image.width())
                .setHeight(image.height())
                .setFilter(word(image.filter()))
                .setColor(word(image.color()))
                .setInvert(image.invert())
                .addAllScale(image.scale())
                .addAllOffset(image.offset())
                .setLayout(image.layout() == Layout.FLAT ? word(image.layout()) : image.layout().name())
                .build();
    }

    private static ImageAdapter fromProto(io.outrigger.proto.registry.v1.ImageAdapter message) {
        return new ImageAdapter(
                message.getTensor(), message.getWidth(), message.getHeight(), constant(Filter.class, message.getFilter()),
                constant(Color.class, message.getColor()), message.getInvert(), message.getScaleList(), message.getOffsetList(),
                constant(Layout.class, message.getLayout()));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }
}
