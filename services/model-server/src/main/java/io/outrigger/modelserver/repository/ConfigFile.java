package io.outrigger.modelserver.repository;

import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormatParseInfoTree;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.proto.inference.ModelConfig;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A config.pbtxt as it was written.
 *
 * @param places where in the file each field stands
 */
record ConfigFile(ModelConfig config, TextFormatParseInfoTree places) {

    static final String NAME = "config.pbtxt";

    private static final Pattern UNKNOWN_FIELD = Pattern.compile("(?m)^(\\d+):\\d+:\\s*(?:\\w+\\.)*?(\\w+)\\.(\\w+)$");
    private static final Pattern UNKNOWN_VALUE =
            Pattern.compile("Enum type \"(?:\\w+\\.)*(\\w+)\" has no value (?:named|with number) \"?(\\w+)\"?.*");
    private static final long BYTES_MAX = 1 << 20;
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** Reads the file of a model's folder; empty where there is none. A field that nobody knows is named with its line. */
    static Optional<ConfigFile> read(Path folder) throws ModelRefusedException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text;
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new ModelRefusedException(place(folder, 1) + "the file is larger than " + BYTES_MAX + " bytes");
            }
            text = Files.readString(file);
            text = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new ModelRefusedException(place(folder, 1) + "the file is not UTF-8 text", e);
        } catch (IOException e) {
            throw new ModelRefusedException("cannot read " + place(folder) + e.getMessage(), e);
        }
        var config = ModelConfig.newBuilder();
        var places = TextFormatParseInfoTree.builder();
        try {
            TextFormat.Parser.newBuilder()
                    .setSingularOverwritePolicy(TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
                    .setParseInfoTreeBuilder(places)
                    .build()
                    .merge(text, config);
        } catch (TextFormat.ParseException e) {
            throw new ModelRefusedException(complaint(folder, e), e);
        }
        return Optional.of(new ConfigFile(config.build(), places.build()));
    }

    /** The parser's words with file and line; fields that it does not know are named one by one, which it tells in its text alone. */
    private static String complaint(Path folder, TextFormat.ParseException failure) {
        String unknown = UNKNOWN_FIELD.matcher(failure.getMessage()).results()
                .map(field -> place(folder, Integer.parseInt(field.group(1))) + "unknown field " + Quote.of(field.group(3))
                        + " of " + field.group(2) + ", which Triton does not have either")
                .collect(Collectors.joining("; "));
        if (!unknown.isEmpty()) {
            return unknown;
        }
        String words = failure.getMessage().replaceFirst("^\\d+:\\d+: ", "").replaceAll("\\s*\\R\\s*", " ");
        var value = UNKNOWN_VALUE.matcher(words);
        return place(folder, failure.getLine()) + (value.matches()
                ? "unknown value " + Quote.of(value.group(2)) + " of " + value.group(1) + ", which Triton does not have either"
                : Quote.bare(words));
    }

    /** "model/config.pbtxt: ", to stand before a complaint. */
    static String place(Path folder) {
        return name(folder) + ": ";
    }

    /** "model/config.pbtxt:7: ", to stand before a complaint. */
    static String place(Path folder, int line) {
        return name(folder) + ":" + Math.max(1, line) + ": ";
    }

    private static String name(Path folder) {
        return Quote.bare(folder.getFileName().toString()) + "/" + NAME;
    }
}
