package io.outrigger.chassis.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.lang.management.ManagementFactory;
import java.util.function.ToDoubleFunction;
import jdk.management.VirtualThreadSchedulerMXBean;

/** Shows the JVM and its process: memory, garbage collection, threads of both kinds, processors, descriptors. */
final class RuntimeMeters implements AutoCloseable {

    private final JvmGcMetrics collections = new JvmGcMetrics();

    RuntimeMeters(MeterRegistry meters) {
        // Only some collectors have such phases, and a dashboard is made for all.
        meters.config().meterFilter(MeterFilter.denyNameStartsWith("jvm.gc.concurrent.phase.time"));
        collections.bindTo(meters);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        virtual(meters, "mounted", "Virtual threads that run at the moment", VirtualThreadSchedulerMXBean::getMountedVirtualThreadCount);
        virtual(meters, "queued", "Virtual threads that could run and wait for a processor",
                VirtualThreadSchedulerMXBean::getQueuedVirtualThreadCount);
        virtual(meters, "parallelism", "Virtual threads that may run at once", VirtualThreadSchedulerMXBean::getParallelism);
    }

    private static void virtual(MeterRegistry meters, String name, String description,
            ToDoubleFunction<VirtualThreadSchedulerMXBean> value) {
        VirtualThreadSchedulerMXBean scheduler = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        Gauge.builder("jvm.threads.virtual." + name, scheduler, value).description(description).strongReference(true).register(meters);
    }

    @Override
    public void close() {
        collections.close();
    }
}
