package io.outrigger.modelserver.runtime;

import io.outrigger.chassis.digest.Sha256;
import io.outrigger.chassis.errors.Quote;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one version is made of, while it is loaded: the bytes of its ONNX file, read once, and the digest of everything it needs.
 *
 * <p>The runtime is given the very bytes that the digest was made of, so the two cannot differ whatever happens to the file
 * meanwhile. Weights that lie in files of their own it reads, and goes on reading, by itself, so it is given copies that nobody
 * else can write to: made for this load, hashed on the way, and deleted when it is done, which leaves them to the runtime alone.
 * The bytes live outside the heap and are freed at the end.
 */
public final class ModelFile implements AutoCloseable {

    private static final int CHUNK_BYTES = 1 << 20;

    private final Path file;
    private final Arena arena = Arena.ofConfined();
    private final Map<Path, String> copied = new HashMap<>();
    private ByteBuffer bytes;
    private Path copies;
    private Optional<OnnxFile> description = Optional.empty();
    private String sha256;

    private ModelFile(Path file) {
        this.file = file;
    }

    /** Reads a version's ONNX file, and through whatever files it names beside it. */
    public static ModelFile read(Path file) throws RuntimeFailure {
        var read = new ModelFile(file);
        try {
            read.readAll();
            return read;
        } catch (RuntimeFailure | RuntimeException e) {
            read.close();
            throw e;
        } catch (IOException e) {
            read.close();
            throw refused("cannot read " + file.getFileName() + ": " + words(e), e);
        } catch (OutOfMemoryError e) {
            read.close();
            throw refused("there is not enough memory to read " + file.getFileName());
        }
    }

    /** The ONNX file as it lay on the disk; until this is closed. */
    ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /** Where the ONNX file lies. */
    Path path() {
        return file;
    }

    /** What the file says of itself; empty for one that only the runtime can read, such as one in the runtime's own format. */
    Optional<OnnxFile> description() {
        return description;
    }

    /** Where the runtime finds the external data; a folder that is not there for a model that has none. */
    Path dataFolder() {
        return copies == null ? file.resolveSibling("no-external-data") : copies;
    }

    /**
     * The digest in lower-case hex: of a model that is one file its SHA-256; of one with external data the SHA-256 of what
     * {@code sha256sum} prints for the ONNX file and then those files, sorted by name.
     */
    public String sha256() {
        return sha256;
    }

    private void readAll() throws IOException, RuntimeFailure {
        bytes = readBytes();
        MessageDigest digest = Sha256.begin();
        digest.update(bytes.duplicate());
        String own = HexFormat.of().formatHex(digest.digest());
        description = describe();
        Set<String> locations = description.map(OnnxFile::externalFiles).orElse(Set.of());
        if (locations.isEmpty()) {
            sha256 = own;
            return;
        }
        copies = Files.createTempDirectory("outrigger-weights-").toRealPath();
        var lines = new StringBuilder(own).append("  ").append(file.getFileName()).append('\n');
        for (String location : locations) {
            lines.append(copy(location)).append("  ").append(location).append('\n');
        }
        MessageDigest whole = Sha256.begin();
        sha256 = HexFormat.of().formatHex(whole.digest(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private Optional<OnnxFile> describe() {
        try {
            return Optional.of(OnnxFile.read(bytes.duplicate()));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private ByteBuffer readBytes() throws IOException, RuntimeFailure {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw refused(file.getFileName() + " has " + size + " bytes; protobuf ends at 2 GiB, and larger "
                        + "models keep their weights in external data");
            }
            ByteBuffer buffer = arena.allocate(Math.max(1, size)).asByteBuffer().limit((int) size);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw refused(file.getFileName() + " became shorter while it was read; load it again");
                }
            }
            return buffer.flip().asReadOnlyBuffer();
        }
    }

    /** Copies one file of external data, and gives its digest. */
    private String copy(String location) throws IOException, RuntimeFailure {
        String sane = location.indexOf('\0') < 0 ? location : "..";
        Path source = file.resolveSibling(sane).normalize();
        Path target = copies.resolve(sane).normalize();
        if (!source.startsWith(file.getParent().normalize()) || !target.startsWith(copies)
                || target.equals(copies)) {
            throw refused("its external data " + Quote.of(location) + " lies outside the version's folder");
        }
        String known = copied.get(target);
        if (known != null) {
            return known;
        }
        MessageDigest digest = Sha256.begin();
        try (FileChannel in = FileChannel.open(source)) {
            Files.createDirectories(target.getParent());
            try (FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
                while (in.read(chunk) >= 0) {
                    digest.update(chunk.flip());
                    chunk.rewind();
                    while (chunk.hasRemaining()) {
                        out.write(chunk);
                    }
                    chunk.clear();
                }
            }
        } catch (NoSuchFileException e) {
            throw refused("its weights lie in another file, and beside it there is no " + Quote.bare(location), e);
        } catch (IOException e) {
            throw refused("its external data " + Quote.of(location) + " cannot be copied to "
                    + copies.getParent() + " for loading: " + words(e), e);
        }
        String sha = HexFormat.of().formatHex(digest.digest());
        copied.put(target, sha);
        return sha;
    }

    private static RuntimeFailure refused(String sentence) {
        return refused(sentence, null);
    }

    private static RuntimeFailure refused(String sentence, Exception cause) {
        return new RuntimeFailure(sentence, false, cause);
    }

    private static String words(IOException e) {
        return e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : String.valueOf(e.getMessage());
    }

    /** Frees the bytes and lets the copies go; a runtime that has opened them keeps them until it is done. */
    @Override
    public void close() {
        arena.close();
        if (copies == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(copies)) {
            files.sorted(Comparator.reverseOrder()).forEach(copy -> copy.toFile().delete());
        } catch (IOException e) {
            copies.toFile().deleteOnExit();
        }
    }
}
