package io.outrigger.modelserver.repository;

import io.outrigger.chassis.errors.Quote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies in a folder where a model should, for people who put it one level too high, or under another name. */
final class FolderMishap {

    private static final String ONNX = ".onnx";
    private static final int SHOWN_MAX = 5;
    /** What versions of other backends of Triton are kept in. */
    private static final Map<String, String> OTHERS = Map.of(
            "model.plan", "a TensorRT plan", "model.savedmodel", "a TensorFlow model", "model.graphdef", "a TensorFlow model",
            "model.pt", "a PyTorch model", "model.py", "a model of Triton's Python backend", "model.xml", "an OpenVINO model",
            "model.pth", "a PyTorch model", "model.tflite", "a TensorFlow Lite model", "model.json", "a model of another framework");

    private FolderMishap() {
    }

    /** Whether somebody has put a model there in a way that is not understood. */
    static boolean isLikely(Path folder) {
        return !names(folder, ONNX).isEmpty()
                || folders(folder).stream().anyMatch(version -> !names(folder.resolve(version), ONNX).isEmpty());
    }

    /** The end of a sentence about a model's folder in which there is no version; empty where nothing explains it. */
    static String inModel(Path folder) {
        List<String> files = names(folder, ONNX);
        if (!files.isEmpty()) {
            return "; " + shown(files) + " lies in it: put it into a folder 1, as 1/model.onnx";
        }
        List<String> folders = folders(folder).stream().filter(name -> !names(folder.resolve(name), "").isEmpty()).toList();
        return folders.isEmpty() ? "" : "; it has the folder" + (folders.size() == 1 ? " " : "s ") + shown(folders)
                + ", and a version's folder is named by a number without a sign, a letter or a zero before it, such as 1";
    }

    /** The end of a sentence about a version's folder in which the model's file is not. */
    static String inVersion(Path folder, String expected) {
        List<String> files = names(folder, ONNX).stream().filter(name -> !name.equals(expected)).toList();
        if (!files.isEmpty()) {
            return "; it has " + shown(files) + ": name that file " + Quote.bare(expected)
                    + ", or say so by default_model_filename in config.pbtxt";
        }
        if (Files.isDirectory(folder.resolve(expected))) {
            return ": there is a folder of this name, and a model is one file with its weights beside it";
        }
        return all(folder).stream().filter(OTHERS::containsKey).findFirst()
                .map(name -> "; it has " + name + ", which is " + OTHERS.get(name) + ": only ONNX models are served here").orElse("");
    }

    private static String shown(List<String> names) {
        return names.stream().map(Quote::bare).collect(Collectors.joining(", "));
    }

    private static List<String> names(Path folder, String ending) {
        return all(folder).stream().filter(name -> name.endsWith(ending) && Files.isRegularFile(folder.resolve(name))).limit(SHOWN_MAX)
                .toList();
    }

    private static List<String> folders(Path folder) {
        return all(folder).stream().filter(name -> Files.isDirectory(folder.resolve(name))).limit(SHOWN_MAX).toList();
    }

    private static List<String> all(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).filter(name -> !name.startsWith(".")).sorted().toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
