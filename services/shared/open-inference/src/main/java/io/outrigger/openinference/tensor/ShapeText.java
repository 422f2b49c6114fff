package io.outrigger.openinference.tensor;

import java.util.List;

/** A shape as error messages show it, such as {@code [-1,64]}; the middle of a very long one is left out. */
public final class ShapeText {

    private static final int DIMENSIONS_SHOWN_MAX = 12;

    private ShapeText() {
    }

    public static String of(List<Long> shape) {
        var text = new StringBuilder("[");
        for (int i = 0; i < Math.min(shape.size(), DIMENSIONS_SHOWN_MAX); i++) {
            text.append(i == 0 ? "" : ",").append(shape.get(i).longValue());
        }
        return text.append(shape.size() > DIMENSIONS_SHOWN_MAX ? ",…]" : "]").toString();
    }
}
