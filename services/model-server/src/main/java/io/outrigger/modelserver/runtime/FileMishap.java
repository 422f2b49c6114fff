package io.outrigger.modelserver.runtime;

import io.outrigger.chassis.errors.Quote;
import io.outrigger.modelserver.runtime.OnnxFile.Operator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a file is that ONNX Runtime does not load, where it is one of the things that people put there by mistake. */
final class FileMishap {

    /** The tag of the field with which every known writer of ONNX begins. */
    private static final int IR_VERSION = 0x08;
    private static final int HEAD_BYTES = 4_096;
    private static final int TAR_MARK_AT = 257;
    private static final Set<String> RUNTIME_DOMAINS = Set.of("", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview.training",
            "com.microsoft", "com.microsoft.nchwc", "com.microsoft.experimental", "com.ms.internal.nhwc");
    /** What stands at the beginning of files of other kinds. */
    private static final Map<String, String> BEGINNINGS = Map.ofEntries(
            Map.entry("version https://git-lfs.github.com/spec/", "it is a Git LFS pointer, not the model: run 'git lfs pull'"),
            Map.entry("<!doctype html", "it is an HTML page, not a model: the download answered with a page"),
            Map.entry("<html", "it is an HTML page, not a model: the download answered with a page"),
            Map.entry("<?xml", "it is an XML file (an OpenVINO description, or an error of a download), not an ONNX model"),
            Map.entry("{", "it is a JSON file (a description, or an error of a download), not an ONNX model"),
            Map.entry("\u001f\u008b", "it is a gzip file: unpack it"),
            Map.entry("BZh", "it is a bzip2 file: unpack it"),
            Map.entry("\u00fd7zXZ", "it is an xz file: unpack it"),
            Map.entry("(\u00b5/\u00fd", "it is a zstd file: unpack it"),
            Map.entry("7z\u00bc\u00af", "it is a 7z archive: unpack it"),
            Map.entry("\u0080\u0002", "it is a Python pickle (PyTorch or scikit-learn): export the model to ONNX"),
            Map.entry("\u0080\u0003", "it is a Python pickle (PyTorch or scikit-learn): export the model to ONNX"),
            Map.entry("\u0080\u0004", "it is a Python pickle (PyTorch or scikit-learn): export the model to ONNX"),
            Map.entry("\u0080\u0005", "it is a Python pickle (PyTorch or scikit-learn): export the model to ONNX"),
            Map.entry("\u0089HDF", "it is an HDF5 file (Keras): export the model to ONNX"),
            Map.entry("\u0093NUMPY", "it is a NumPy array, not a model"),
            Map.entry("GGUF", "it is a GGUF file (llama.cpp), not an ONNX model"),
            Map.entry("ptrt", "it is a TensorRT plan, not an ONNX model"),
            Map.entry("ftrt", "it is a TensorRT plan, not an ONNX model"));

    private FileMishap() {
    }

    /** A sentence's middle about a file that was refused; empty where nothing is known about it. */
    static Optional<String> of(Path file) {
        try {
            Optional<String> other = ofBytes(file);
            return other.isPresent() ? other : ofModel(file, first(file) == IR_VERSION);
        } catch (IOException unreadable) {
            return Optional.of("it cannot be read (" + unreadable.getMessage() + ")");
        }
    }

    private static Optional<String> ofBytes(Path file) throws IOException {
        byte[] head;
        try (InputStream stream = Files.newInputStream(file)) {
            head = stream.readNBytes(HEAD_BYTES);
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (head.length == 0) {
            return Optional.of("it is empty");
        }
        if (text.chars().allMatch(character -> character == 0)) {
            return Optional.of("it is nothing but zero bytes: a copy that was broken off");
        }
        if (text.startsWith("PK\u0003\u0004")) {
            return Optional.of(text.contains("data.pkl") ? "it is a PyTorch file (.pt): export the model to ONNX"
                    : "it is a zip archive (a PyTorch file, a Keras file or a packed model), not an ONNX model");
        }
        if (text.startsWith("ustar", TAR_MARK_AT)) {
            return Optional.of("it is a tar archive: unpack it");
        }
        if (text.startsWith("TFL3", Integer.BYTES)) {
            return Optional.of("it is a TensorFlow Lite file: convert the model to ONNX");
        }
        if (isSafetensors(head)) {
            return Optional.of("it is a safetensors file, which holds weights and no graph: export the model to ONNX");
        }
        String start = text.strip().toLowerCase(Locale.ROOT);
        return BEGINNINGS.entrySet().stream()
                .filter(beginning -> text.startsWith(beginning.getKey()) || start.startsWith(beginning.getKey()))
                .map(Map.Entry::getValue).findFirst().or(() -> ofText(head));
    }

    /** What a download wrote that was answered with words. */
    private static Optional<String> ofText(byte[] head) {
        String text = new String(head, StandardCharsets.UTF_8).strip();
        boolean readable = !text.isEmpty() && text.chars().allMatch(character -> character != '\ufffd'
                && (!Character.isISOControl(character) || Character.isWhitespace(character)));
        String line = readable ? text.lines().findFirst().orElse("").strip() : "";
        return line.isEmpty() ? Optional.empty() : Optional.of("it is a text and no ONNX model; it begins with "
                + Quote.of(line));
    }

    /** A length, then a JSON object of that length. */
    private static boolean isSafetensors(byte[] head) {
        return head.length > Long.BYTES && head[Long.BYTES] == '{'
                && ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong() < Integer.MAX_VALUE
                && ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong() > 1;
    }

    private static Optional<String> ofModel(Path file, boolean begins) {
        OnnxFile model;
        try {
            model = OnnxFile.read(file);
        } catch (IOException broken) {
            String message = String.valueOf(broken.getMessage());
            return Optional.of(begins && message.contains("ended unexpectedly")
                    ? "it is cut off: its " + bytes(file) + " bytes end in the middle" : "it is no ONNX model");
        }
        if (!model.hasGraph()) {
            return Optional.of("it is no ONNX model: there is no graph in it");
        }
        List<String> missing = model.externalFiles().stream().filter(name -> !isThere(file, name)).toList();
        if (!missing.isEmpty()) {
            return Optional.of("its weights lie in another file, and beside it there is no " + String.join(", ", missing));
        }
        Set<Operator> own = model.functions();
        String unknown = model.operators().stream().filter(operator -> !RUNTIME_DOMAINS.contains(operator.domain()))
                .filter(operator -> !own.contains(operator)).limit(5).map(Operator::toString).collect(Collectors.joining(", "));
        if (!unknown.isEmpty()) {
            return Optional.of("it needs custom operators, which this server does not have: " + unknown);
        }
        return Optional.of("it was written with IR version " + model.irVersion() + " and opset " + model.opset());
    }

    private static boolean isThere(Path file, String name) {
        try {
            return Files.exists(file.resolveSibling(name));
        } catch (java.nio.file.InvalidPathException e) {
            return false;
        }
    }

    private static int first(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return stream.read();
        }
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
