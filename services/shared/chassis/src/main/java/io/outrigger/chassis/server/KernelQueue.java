package io.outrigger.chassis.server;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The clients whom the Linux kernel lets connect to a listening port of this process before the process accepts them, as
 * {@code /proc} shows them; and a way to let no more in without resetting those who are there, which closing the port does.
 *
 * <p>Elsewhere, and where a sandbox hides {@code /proc}, nothing is known of them.
 */
final class KernelQueue {

    private static final Path TABLES = Path.of("/proc/self/net");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String ESTABLISHING = "03"; // TCP_SYN_RECV
    private static final String LISTENING = "0A";

    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int FILTER_BYTES = 8;
    /** Classic BPF over the TCP header: code, jump if true, jump if not, operand; a SYN without ACK is dropped, all else passes. */
    private static final int[][] ALL_BUT_NEW_CONNECTIONS = {
        {0x30, 0, 0, 13}, // load the byte of the flags
        {0x54, 0, 0, 0x12}, // of which SYN and ACK
        {0x15, 0, 1, 0x02}, // is it SYN alone?
        {0x06, 0, 0, 0}, // drop
        {0x06, 0, 0, -1}, // pass
    };

    private final String port;

    KernelQueue(int port) {
        this.port = String.format(Locale.ROOT, "%04X", port);
    }

    /**
     * Lets nobody begin to connect any more: the kernel drops their SYN, which they send again after a second and are refused if the
     * port is closed by then. Not undone.
     *
     * @return false where that cannot be had
     */
    boolean refusesNew() {
        try {
            OptionalInt descriptor = descriptor();
            return descriptor.isPresent() && attachFilter(descriptor.getAsInt()) == 0;
        } catch (IOException | RuntimeException | LinkageError notLinux) {
            return false;
        }
    }

    /** Whether nobody waits to be accepted or is about to. */
    boolean isEmpty() {
        try {
            for (String[] socket : sockets()) {
                boolean waits = socket[3].equals(LISTENING) && !socket[4].endsWith(":00000000");
                if (waits || socket[3].equals(ESTABLISHING)) {
                    return false;
                }
            }
            return true;
        } catch (IOException unknown) {
            return true;
        }
    }

    private OptionalInt descriptor() throws IOException {
        Set<String> listening = new HashSet<>();
        for (String[] socket : sockets()) {
            if (socket[3].equals(LISTENING)) {
                listening.add("socket:[" + socket[9] + "]");
            }
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (listening.contains(target(descriptor))) {
                    return OptionalInt.of(Integer.parseInt(descriptor.getFileName().toString()));
                }
            }
        }
        return OptionalInt.empty();
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    /** The rows of this port: number, local address, remote address, state, bytes or clients that wait, …, inode. */
    private List<String[]> sockets() throws IOException {
        List<String[]> rows = new ArrayList<>();
        for (String table : new String[] {"tcp", "tcp6"}) {
            Path file = TABLES.resolve(table);
            if (!Files.exists(file)) {
                continue;
            }
            try (var lines = Files.lines(file)) {
                lines.skip(1).map(line -> line.trim().split(" +")).filter(row -> row[1].endsWith(":" + port)).forEach(rows::add);
            }
        }
        return rows;
    }

    /** {@code setsockopt(2)} with {@code struct sock_fprog}; 0 when it worked. */
    @SuppressWarnings("restricted") // foreign code: the arguments are those of the manual page
    private static int attachFilter(int descriptor) {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocate((long) ALL_BUT_NEW_CONNECTIONS.length * FILTER_BYTES, FILTER_BYTES);
            for (int i = 0; i < ALL_BUT_NEW_CONNECTIONS.length; i++) {
                long at = (long) i * FILTER_BYTES;
                filter.set(JAVA_SHORT, at, (short) ALL_BUT_NEW_CONNECTIONS[i][0]);
                filter.set(JAVA_BYTE, at + 2, (byte) ALL_BUT_NEW_CONNECTIONS[i][1]);
                filter.set(JAVA_BYTE, at + 3, (byte) ALL_BUT_NEW_CONNECTIONS[i][2]);
                filter.set(JAVA_INT, at + 4, ALL_BUT_NEW_CONNECTIONS[i][3]);
            }
            MemorySegment program = arena.allocate(2 * ADDRESS.byteSize(), ADDRESS.byteAlignment());
            program.set(JAVA_SHORT, 0, (short) ALL_BUT_NEW_CONNECTIONS.length);
            program.set(ADDRESS, ADDRESS.byteSize(), filter);
            return (int) linker.downcallHandle(linker.defaultLookup().findOrThrow("setsockopt"),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT))
                    .invokeExact(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, program, (int) program.byteSize());
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable impossible) { // what the signature of a method handle allows, and a C function does not
            throw new IllegalStateException(impossible);
        }
    }
}
