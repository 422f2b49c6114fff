package io.outrigger.registry;

import io.outrigger.registry.ImageAdapter.Layout;
import java.util.Locale;

/** The words for an adapter's choices, wherever they are written: their names in lower case, but NCHW and NHWC, which are known so. */
public final class AdapterWords {

    private AdapterWords() {
    }

    public static String word(Enum<?> choice) {
        return choice == Layout.NCHW || choice == Layout.NHWC ? choice.name() : choice.name().toLowerCase(Locale.ROOT);
    }

    /**
     * What {@link #word} wrote.
     *
     * @throws IllegalArgumentException where there is no such choice
     */
    public static <E extends Enum<E>> E choice(Class<E> choices, String word) {
        return Enum.valueOf(choices, word.toUpperCase(Locale.ROOT));
    }
}
