package io.outrigger.perf.hops;

import io.outrigger.perf.process.Programs;
import io.outrigger.testing.FreePort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A hop in a process of its own, whose processor time is therefore its own too. */
record HopProcess(String name, int port, Process process) implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /** So many forwarders one behind the other in one process, the last of which asks this port. */
    static HopProcess forwarders(String name, BareForwarder.Threads threads, int count, int fleetPort) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), BareForwarder.class.getName(),
                threads.name(), Integer.toString(fleetPort)));
        int port = 0;
        for (int i = 0; i < count; i++) {
            port = FreePort.next();
            arguments.add(Integer.toString(port));
        }
        return start(name, port, arguments, Map.of());
    }

    /** An inference-orchestrator from its jar, with this fleet and without a registry. */
    static HopProcess orchestrator(String name, Path jar, int fleetPort) throws IOException {
        int port = FreePort.next();
        return start(name, port, List.of("-jar", jar.toString()), Map.of("BIND_HOST", "127.0.0.1", "GRPC_PORT", Integer.toString(port),
                "PORT", "0", "MANAGEMENT_PORT", "0", "DRAIN_PAUSE", "0ms", "TRITON_URL", "127.0.0.1:" + fleetPort));
    }

    /** Processor time that the process has used so far. */
    Duration processorTime() {
        return Programs.processorTime(process, name);
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Waits until the hop takes connections. */
    HopProcess listening() throws IOException {
        if (Programs.comesUp(process, START_MAX, LOOK_AGAIN, this::listens)) {
            return this;
        }
        throw new IOException(name + " did not start: nothing listens on port " + port + ".");
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        Programs.stop(process, START_MAX);
    }

    private static HopProcess start(String name, int port, List<String> arguments, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Programs.java());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        return new HopProcess(name, port, builder.start());
    }
}
