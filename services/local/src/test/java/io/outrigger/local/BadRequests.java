package io.outrigger.local;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Bodies that must be refused, each with its status. */
final class BadRequests {
    /** @param body JSON, or not quite */
    record Bad(String what, int status, String body) {
        @Override
        public String toString() {
            return what;
        }
    }

    /** A file that is sent as a well-formed request's picture. */
    record BadPicture(String what, int status, byte[] file) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static final String GOOD_SHAPE = "[1,1,28,28]";
    private static final String GOOD_DATA = Collections.nCopies(784, "0").toString();

    private BadRequests() {
    }

    /** One a line, with bars between its parts. */
    private static Stream<Bad> table(String lines) {
        return lines.lines().map(line -> line.split(" *\\| *", -1)).map(cells -> new Bad(cells[0], Integer.parseInt(cells[1]), cells[2]));
    }

    static Stream<Bad> v1() {
        return Stream.concat(table("""
                nothing at all                 | 400 |
                no JSON                        | 400 | which digit is it?
                JSON that ends early           | 400 | {"model":"sample-classifier",
                an array                       | 400 | []
                no model                       | 400 | {"input":{"image":"AAAA"}}
                a model that is a number       | 400 | {"model":7,"input":{"image":"AAAA"}}
                an unknown model               | 404 | {"model":"nobody","input":{"image":"AAAA"}}
                a model name with a path in it | 404 | {"model":"../../etc","input":{"image":"AAAA"}}
                an unknown version             | 404 | {"model":"sample-classifier","version":"v99","input":{"image":"AAAA"}}
                an unknown alias               | 404 | {"model":"sample-classifier","version":"nightly","input":{"image":"AAAA"}}
                no input                       | 400 | {"model":"sample-classifier"}
                neither picture nor tensors    | 400 | {"model":"sample-classifier","input":{}}
                picture and tensors            | 400 | {"model":"sample-classifier","input":{"image":"AAAA","tensors":[]}}
                truncated base64               | 400 | {"model":"sample-classifier","input":{"image":"iVBORw0KG"}}
                not base64                     | 400 | {"model":"sample-classifier","input":{"image":"***"}}
                base64 of nothing              | 400 | {"model":"sample-classifier","input":{"image":""}}
                """),
                tensors().map(bad -> new Bad(bad.what(), bad.status(), """
                        {"model":"sample-classifier","version":"v2","input":{"tensors":%s}}""".formatted(bad.body()))));
    }

    static Stream<Bad> v2() {
        return Stream.concat(Stream.of(
                new Bad("no inputs", 400, "{}"),
                new Bad("an unknown output", 400, """
                        {"inputs":[%s],"outputs":[{"name":"nothing"}]}""".formatted(tensor("input", GOOD_SHAPE, "FP32", GOOD_DATA))),
                new Bad("binary data that is not there", 400, """
                        {"inputs":[{"name":"input","shape":%s,"datatype":"FP32","parameters":{"binary_data_size":3136}}]}"""
                        .formatted(GOOD_SHAPE))),
                tensors().map(bad -> new Bad(bad.what(), bad.status(), """
                        {"inputs":%s}""".formatted(bad.body()))));
    }

    /** The three shapes that bring a real Triton down, and their kin. */
    private static Stream<Bad> tensors() {
        return Stream.of(
                new Bad("no tensors", 400, "[]"),
                new Bad("a wrong name", 400, "[" + tensor("picture", GOOD_SHAPE, "FP32", GOOD_DATA) + "]"),
                new Bad("the same tensor twice", 400, "[" + tensor("input", GOOD_SHAPE, "FP32", GOOD_DATA) + ","
                        + tensor("input", GOOD_SHAPE, "FP32", GOOD_DATA) + "]"),
                new Bad("a wrong datatype", 400, "[" + tensor("input", GOOD_SHAPE, "FP64", GOOD_DATA) + "]"),
                new Bad("no datatype at all", 400, "[" + tensor("input", GOOD_SHAPE, "REAL", GOOD_DATA) + "]"),
                new Bad("a wrong shape", 400, "[" + tensor("input", "[1,784]", "FP32", GOOD_DATA) + "]"),
                new Bad("a negative dimension", 400, "[" + tensor("input", "[-1,1,28,28]", "FP32", GOOD_DATA) + "]"),
                new Bad("a dimension with a fraction", 400, "[" + tensor("input", "[1.5,1,28,28]", "FP32", GOOD_DATA) + "]"),
                new Bad("a dimension beyond 64 bits", 400, "[" + tensor("input", "[99999999999999999999,1,28,28]", "FP32", "[0]") + "]"),
                new Bad("a trillion rows of one value", 400, "[" + tensor("input", "[1000000000000,1,28,28]", "FP32", "[0]") + "]"),
                new Bad("as many rows as 64 bits count", 400, "[" + tensor("input", "[9223372036854775807,1,28,28]", "FP32", "[0]") + "]"),
                new Bad("7 GB of rows", 400, "[" + tensor("input", "[33554432,1,28,28]", "FP32", "[0]") + "]"),
                new Bad("a product that overflows to the right count", 400,
                        "[" + tensor("input", "[4611686018427387905,4,28,28]", "FP32", GOOD_DATA) + "]"),
                new Bad("more rows than a batch", 400, "[" + tensor("input", "[65,1,28,28]", "FP32",
                        Collections.nCopies(65 * 784, "0").toString()) + "]"),
                new Bad("no rows", 400, "[" + tensor("input", "[0,1,28,28]", "FP32", "[]") + "]"),
                new Bad("too few values", 400, "[" + tensor("input", GOOD_SHAPE, "FP32", "[1,2,3]") + "]"),
                new Bad("NaN", 400, "[" + tensor("input", GOOD_SHAPE, "FP32", GOOD_DATA.replaceFirst("0", "NaN")) + "]"),
                new Bad("a value that is infinite as FP32", 400, "[" + tensor("input", GOOD_SHAPE, "FP32", GOOD_DATA.replaceFirst("0",
                        "1e39")) + "]"),
                new Bad("a text among numbers", 400, "[" + tensor("input", GOOD_SHAPE, "FP32", GOOD_DATA.replaceFirst("0", "\"0\""))
                        + "]"));
    }

    private static String tensor(String name, String shape, String datatype, String data) {
        return """
                {"name":"%s","shape":%s,"datatype":"%s","data":%s}""".formatted(name, shape, datatype, data);
    }

    static Stream<BadPicture> pictures() {
        byte[] good = Repository.bytes(Repository.PICTURES.resolve("7-1.png"));
        return Stream.of(
                new BadPicture("a text", 400, "no picture".getBytes(StandardCharsets.UTF_8)),
                new BadPicture("a GIF", 400, "GIF89a\1\0\1\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1)),
                new BadPicture("half a PNG", 400, Arrays.copyOf(good, good.length / 2)),
                new BadPicture("a PNG's signature alone", 400, Arrays.copyOf(good, 8)),
                new BadPicture("a PNG of 30,000 by 30,000 pixels", 413, pngHeader(30_000, 30_000)),
                new BadPicture("a PNG of no pixels", 400, pngHeader(0, 0)),
                new BadPicture("a JPEG's start alone", 400, new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0}));
    }

    /** A PNG that claims a size and holds nothing. */
    private static byte[] pngHeader(int width, int height) {
        byte[] header = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height)
                .put(new byte[] {8, 0, 0, 0, 0}).array();
        CRC32 checksum = new CRC32();
        checksum.update(header);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        for (byte[] part : List.of(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, new byte[] {0, 0, 0, 13}, header,
                ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array())) {
            png.writeBytes(part);
        }
        return png.toByteArray();
    }
}
