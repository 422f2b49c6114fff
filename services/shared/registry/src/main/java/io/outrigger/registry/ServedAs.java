package io.outrigger.registry;

import io.outrigger.chassis.errors.Quote;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The model and version under which a model server has a version that is registered under another name or number.
 *
 * <p>It travels in a header as {@code 2/resnet}, so the server's name is printable ASCII without spaces.
 */
public record ServedAs(String model, long version) {

    public static final int MODEL_CHARACTERS_MAX = 128;

    private static final Pattern MODEL = Pattern.compile("[\\x21-\\x7e]{1," + MODEL_CHARACTERS_MAX + "}");

    /** @throws IllegalArgumentException when no header could hold the name, or no server has such a number */
    public ServedAs {
        if (!isModel(model) || version < VersionNumber.MIN || version > VersionNumber.MAX) {
            throw new IllegalArgumentException("no server has " + Quote.of(model) + " version " + version);
        }
    }

    /** Whether a server's model of this name can be asked for. */
    public static boolean isModel(String name) {
        return MODEL.matcher(name).matches();
    }

    /** {@code 2/resnet}, for the header. */
    public String text() {
        return version + "/" + model;
    }

    /** What {@link #text} says; nothing where it says nothing. */
    public static Optional<ServedAs> ofText(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !isModel(text.substring(slash + 1))) {
            return Optional.empty();
        }
        return Optional.of(new ServedAs(text.substring(slash + 1), VersionNumber.parse(text.substring(0, slash))));
    }
}
