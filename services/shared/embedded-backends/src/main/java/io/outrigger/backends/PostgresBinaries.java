package io.outrigger.backends;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once into a state directory from the archive on the class path. */
final class PostgresBinaries {
    private PostgresBinaries() {
    }

    /** The unpacked programs, {@code bin/postgres} among them. The archive's size is its version: another archive is unpacked anew. */
    static Path unpack(Path directory) {
        String archive = MachineKind.current().postgresArchive();
        URL resource = PostgresBinaries.class.getResource("/" + archive);
        if (resource == null) {
            throw new BackendException("PostgreSQL's binaries for this machine (" + archive + ") are not on the class path.");
        }
        try {
            URLConnection connection = resource.openConnection();
            return ProgramFolder.openOrUnpack(directory, connection.getContentLengthLong(), folder -> {
                try (InputStream in = connection.getInputStream()) {
                    unpack(in, folder);
                }
            });
        } catch (IOException e) {
            throw new BackendException("PostgreSQL's binaries cannot be unpacked into " + directory + " (" + e.getMessage() + ").", e);
        }
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("entry outside of the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    OwnerOnly.createDirectories(path);
                    continue;
                }
                OwnerOnly.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.createLink(path, target.resolve(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    boolean executable = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(executable ? "rwx------" : "rw-------"));
                }
            }
        }
    }
}
