package io.outrigger.modelserver.repository;

import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormatParseInfoTree;
import io.outrigger.proto.inference.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A config.pbtxt as it was written.
 *
 * @param places where in the file each field stands
 */
record ConfigFile(ModelConfig config, TextFormatParseInfoTree places) {

    static final String NAME = "config.pbtxt";

    private static final long BYTES_MAX = 1 << 20;

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
        } catch (IOException e) {
            throw new ModelRefusedException("cannot read " + folder.getFileName() + "/" + NAME + ": " + e.getMessage(), e);
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
            throw new ModelRefusedException(place(folder, e.getLine()) + e.getMessage().replaceFirst("^\\d+:\\d+: ", ""), e);
        }
        return Optional.of(new ConfigFile(config.build(), places.build()));
    }

    /** "model/config.pbtxt:7: ", to stand before a complaint. */
    static String place(Path folder, int line) {
        return folder.getFileName() + "/" + NAME + ":" + Math.max(1, line) + ": ";
    }
}
