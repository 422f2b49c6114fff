package io.outrigger.backends;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which a platform on one machine keeps everything: data, passwords, logs, process ids. It is readable by its owner
 * only and has one user at a time: two platforms on the same data would ruin them. The file {@code .lock} is both the lock and the mark
 * by which we know a directory as ours, so that {@link #wipe()} never deletes somebody's home.
 */
public final class StateDirectory implements AutoCloseable {
    /** A run that was told to stop needs a moment: Maven is gone long before the program it started. */
    public static final Duration PREVIOUS_RUN_PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);
    private static final String LOCK = ".lock";
    private static final String MARK = "Outrigger keeps its state in this directory; its process is ";

    private final Path path;
    private final FileChannel lock;

    private StateDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Opens as {@link #open(Path, Duration)} does, waiting up to ten seconds for a previous run to end. */
    public static StateDirectory open(Path directory) {
        return open(directory, PREVIOUS_RUN_PATIENCE);
    }

    /**
     * Creates the directory where it is missing, and locks it.
     *
     * @param patience how long to wait for the run that holds it now
     * @throws BackendException if it cannot be written, is not ours, or stays locked
     */
    public static StateDirectory open(Path directory, Duration patience) {
        try {
            OwnerOnly.createDirectories(directory);
            Path path = directory.toRealPath();
            refuseForeign(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            return new StateDirectory(path, lock(path, patience));
        } catch (IOException e) {
            throw new BackendException("State directory " + directory.toAbsolutePath() + " cannot be written (" + reason(e)
                    + "); mend it, or set OUTRIGGER_HOME to another place.", e);
        }
    }

    private static String reason(IOException failure) {
        if (failure instanceof FileAlreadyExistsException) {
            return "it is a file";
        }
        if (failure instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        return failure instanceof FileSystemException other && other.getReason() != null ? other.getReason() : failure.toString();
    }

    private static void refuseForeign(Path path) throws IOException {
        int owner = (Integer) Files.getAttribute(path, "unix:uid");
        if (owner != Unprivileged.ownUserId()) {
            throw new BackendException("State directory " + path + " belongs to the user " + Files.getOwner(path) + ", not to "
                    + System.getProperty("user.name") + "; run as that user, or set OUTRIGGER_HOME to another place.");
        }
        boolean marked = Files.exists(path.resolve(LOCK)) && Files.readString(path.resolve(LOCK)).startsWith(MARK);
        try (Stream<Path> entries = Files.list(path)) {
            if (!marked && entries.anyMatch(entry -> !entry.endsWith(LOCK))) {
                throw new BackendException("Directory " + path + " holds files that are not Outrigger's;"
                        + " set OUTRIGGER_HOME to an empty or a new directory.");
            }
        }
    }

    private static FileChannel lock(Path path, Duration patience) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        if (tryLock(channel)) {
            return marked(channel);
        }
        LOG.info("Waiting for the previous run to leave {}", path);
        if (Polling.until(patience, () -> tryLock(channel))) {
            return marked(channel);
        }
        channel.close();
        String holder = Files.readString(path.resolve(LOCK)).replace(MARK, "").strip();
        throw new DirectoryInUseException("State directory " + path + " is in use by another run (process " + holder
                + "); stop that one, or set OUTRIGGER_HOME to another place.");
    }

    private static boolean tryLock(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this JVM
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel marked(FileChannel channel) throws IOException {
        byte[] mark = (MARK + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
        channel.write(ByteBuffer.wrap(mark), 0);
        return channel.truncate(mark.length);
    }

    /** The directory itself, absolute and without links. */
    public Path path() {
        return path;
    }

    /** A directory inside, created where it is missing; one for each server. */
    public Path subdirectory(String name) {
        try {
            Path subdirectory = path.resolve(name);
            OwnerOnly.createDirectories(subdirectory);
            return subdirectory;
        } catch (IOException e) {
            throw new BackendException("Directory " + path.resolve(name) + " cannot be created; it must be free for Outrigger's use.", e);
        }
    }

    /** Writes a file inside, readable by its owner only; a reader never meets half of it. */
    public Path write(String name, String content) {
        Path file = path.resolve(name);
        try {
            OwnerOnly.write(file, content);
            return file;
        } catch (IOException e) {
            throw new BackendException("File " + file + " cannot be written (" + reason(e) + ").", e);
        }
    }

    /** Forgets everything: stops the servers that a killed run left in subdirectories, then deletes all but the lock. */
    public void wipe() {
        try (Stream<Path> entries = Files.list(path)) {
            List<Path> victims = entries.filter(entry -> !entry.endsWith(LOCK)).toList();
            victims.stream().filter(victim -> Files.isDirectory(victim, LinkOption.NOFOLLOW_LINKS)).forEach(Leftover::stop);
            victims.forEach(OwnerOnly::deleteTree);
        } catch (IOException | UncheckedIOException e) {
            throw new BackendException("State directory " + path + " cannot be wiped (" + e.getMessage() + ").", e);
        }
    }

    /** Lets the next run in. Close the servers first. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("Lock of {} could not be released", path, e);
        }
    }
}
