package io.outrigger.perf.process;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A JVM of this machine whose memory is looked at. */
public final class WatchedProcess implements AutoCloseable {

    private static final double MIB = 1 << 20;
    private static final double KIB_PER_MIB = 1 << 10;
    private static final String PLATFORM = "local.jar";

    private final long pid;
    private final JMXConnector connector;
    private final MemoryMXBean memory;
    private final ThreadMXBean threads;

    private WatchedProcess(long pid, JMXConnector connector, MemoryMXBean memory, ThreadMXBean threads) {
        this.pid = pid;
        this.connector = connector;
        this.memory = memory;
        this.threads = threads;
    }

    /** @param pid 0 for the one platform that runs */
    public static WatchedProcess attach(int pid) throws IOException {
        String id = pid == 0 ? platform() : Integer.toString(pid);
        try {
            VirtualMachine machine = VirtualMachine.attach(id);
            String address = machine.startLocalManagementAgent();
            machine.detach();
            JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
            MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(connector.getMBeanServerConnection(),
                    ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
            ThreadMXBean threads = ManagementFactory.newPlatformMXBeanProxy(connector.getMBeanServerConnection(),
                    ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
            return new WatchedProcess(Long.parseLong(id), connector, memory, threads);
        } catch (AttachNotSupportedException e) {
            throw new IOException("Process " + id + " is no JVM that lets itself be looked at.", e);
        }
    }

    private static String platform() {
        List<String> found = VirtualMachine.list().stream().filter(machine -> machine.displayName().split(" ")[0].endsWith(PLATFORM))
                .map(VirtualMachineDescriptor::id).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(found.size() + " platforms run here: name the process by --process.");
        }
        return found.getFirst();
    }

    public double heapBehindCollectionMib() {
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed() / MIB;
    }

    /** Bytes of heap that its threads have allocated so far, those that have ended included. */
    public long allocatedBytes() {
        return threads.getTotalThreadAllocatedBytes();
    }

    /** What the system counts as the process's own; NaN where it does not say. */
    public double residentMib() throws IOException {
        return residentMib(pid);
    }

    /** The same of any process. */
    public static double residentMib(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        if (!Files.exists(status)) {
            return Double.NaN;
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum() / KIB_PER_MIB;
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
