package org.penlb.web.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import org.penlb.admin.Administration;

/** Metrics for Prometheus: Pen's own and, through Micrometer, those of the process and its JVM. */
public final class Metrics implements AutoCloseable {
    /** The format that everybody reads. */
    public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    public static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final double NANOS = 1e9;

    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /**
     * @param version of the program
     */
    public Metrics(Administration pen, String version) {
        var prometheus = new PrometheusRegistry();
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
        // Checkers of metrics do not like their names: a gauge with the name of a histogram's part, and a time in ns.
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        addCpuTime();
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        prometheus.register(new PenCollector(pen, version));
    }

    /** The CPU time of the process, by the name that all other programs give it. */
    private void addCpuTime() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu.seconds", system, it -> it.getProcessCpuTime() / NANOS)
                    .description("CPU time of the process, user and system")
                    .register(registry);
        }
    }

    /**
     * What the counters are now. Takes a while where there are many servers: not for event loops.
     *
     * @param type {@link #TEXT} or {@link #OPEN_METRICS}
     */
    public Buffer scrape(String type) {
        return Buffer.buffer(registry.scrape(type));
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
