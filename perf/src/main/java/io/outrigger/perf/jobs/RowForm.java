package io.outrigger.perf.jobs;

import io.outrigger.perf.load.Picture;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.StringJoiner;

/** What the rows of a job are. */
enum RowForm {
    /** The picture's tensor as numbers. */
    TENSOR {
        @Override
        String input(Picture picture) {
            ByteBuffer tensor = ByteBuffer.wrap(picture.tensor()).order(ByteOrder.LITTLE_ENDIAN);
            var data = new StringJoiner(",");
            while (tensor.hasRemaining()) {
                float number = tensor.getFloat();
                data.add(number == (int) number ? Integer.toString((int) number) : Float.toString(number));
            }
            return """
                    {"tensors":[{"name":"input","datatype":"FP32","shape":[1,1,%d,%d],"data":[%s]}]}"""
                    .formatted(picture.height(), picture.width(), data);
        }
    },
    /** The picture's file. */
    PICTURE {
        @Override
        String input(Picture picture) {
            return """
                    {"image":"%s"}""".formatted(Base64.getEncoder().encodeToString(picture.file()));
        }
    },
    /** Four numbers, for the model {@code tiny}. */
    TINY {
        @Override
        String input(Picture picture) {
            return """
                    {"tensors":[{"name":"input","datatype":"FP32","shape":[1,4],"data":[1,2,3,4]}]}""";
        }
    };

    abstract String input(Picture picture);

    static RowForm ofName(String name) {
        return Arrays.stream(values()).filter(form -> form.word().equals(name)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("Rows are tensor, picture or tiny; found '" + name + "'."));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    byte[] line(Picture picture) {
        return line(0, input(picture)).getBytes(StandardCharsets.UTF_8);
    }

    /** Writes so many lines. */
    void write(Path file, Picture picture, int rows) throws IOException {
        String input = input(picture);
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (int i = 0; i < rows; i++) {
                lines.write(line(i, input));
            }
        }
    }

    private static String line(int row, String input) {
        return """
                {"custom_id":"row-%d","input":%s}
                """.formatted(row, input);
    }
}
