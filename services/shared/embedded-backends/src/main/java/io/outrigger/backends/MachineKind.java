package io.outrigger.backends;

import java.util.Locale;

/** The kind of machine this is, in the words of the two suppliers of binaries. */
enum MachineKind {
    LINUX_AMD64("postgres-linux-x86_64.txz", "redis-server-7.0.15-linux-amd64"),
    LINUX_ARM64("postgres-linux-arm_64.txz", "redis-server-7.0.15-linux-arm64"),
    DARWIN_AMD64("postgres-darwin-x86_64.txz", "redis-server-7.0.15-darwin-amd64"),
    DARWIN_ARM64("postgres-darwin-arm_64.txz", "redis-server-7.0.15-darwin-arm64");

    private final String postgresArchive;
    private final String redisBinary;

    MachineKind(String postgresArchive, String redisBinary) {
        this.postgresArchive = postgresArchive;
        this.redisBinary = redisBinary;
    }

    static MachineKind current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static MachineKind of(String operatingSystem, String architecture) {
        boolean arm = architecture.equals("aarch64") || architecture.equals("arm64");
        boolean intel = architecture.equals("amd64") || architecture.equals("x86_64");
        boolean linux = operatingSystem.toLowerCase(Locale.ROOT).startsWith("linux");
        boolean mac = operatingSystem.toLowerCase(Locale.ROOT).startsWith("mac");
        if (!(arm || intel) || !(linux || mac)) {
            throw new BackendException("There are no PostgreSQL and Redis binaries for " + operatingSystem + " on " + architecture
                    + "; use Linux or macOS on x86-64 or arm64.");
        }
        if (linux) {
            return arm ? LINUX_ARM64 : LINUX_AMD64;
        }
        return arm ? DARWIN_ARM64 : DARWIN_AMD64;
    }

    String postgresArchive() {
        return postgresArchive;
    }

    String redisBinary() {
        return redisBinary;
    }
}
