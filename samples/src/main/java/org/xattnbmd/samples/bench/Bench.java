package org.xattnbmd.samples.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.xattnbmd.samples.Console;
import org.xattnbmd.samples.ModelOptions;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.RuntimeInfo;
import org.xattnbmd.sdk.RuntimeInfo.Cpu;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Console application: how fast a model is on this machine, and what memory it takes. */
@Command(
        name = "bench",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "bench 1.0.0",
        description = {
            "Measures estimates, preprocessing included, of one decoded radiograph: latency, throughput by threads and",
            "batch, heap a call, resident memory, and the cold start in JVMs of their own. What else runs on the machine",
            "counts in; compare figures of one run only."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the figures were printed",
            "1:refused or failed: 'code: message' on standard error",
            "2:usage"
        })
public final class Bench implements Callable<Integer> {

    private static final int COLD_STARTS = 3;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "The radiograph. Default: a drawn one of 1760 x 2140 pixels.")
    private Path image;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the network. Default: one per processor, at most 4.")
    private Integer threads;

    @Option(
            names = "--callers",
            split = ",",
            defaultValue = "1,2",
            paramLabel = "N",
            description = "Threads that ask at the same time. Default: ${DEFAULT-VALUE}.")
    private List<Integer> callers;

    @Option(
            names = "--batches",
            split = ",",
            defaultValue = "1,8",
            paramLabel = "N",
            description = "Radiographs in a call. Default: ${DEFAULT-VALUE}.")
    private List<Integer> batches;

    @Option(
            names = "--calls",
            defaultValue = "100",
            paramLabel = "N",
            description = "Estimates per figure, after a fifth as many to warm up. Default: ${DEFAULT-VALUE}.")
    private int calls;

    @Option(names = "--no-cold-start", description = "Measure no cold start.")
    private boolean noColdStart;

    @Option(names = "--json", description = "Print the figures as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        check("calls", List.of(calls), 1_000_000);
        check("callers", callers, 256);
        check("batches", batches, 1024);
        // First, while the files are not yet in the machine's cache because of this process.
        ColdStart cold = noColdStart ? null : ColdStart.measure(model.file(), image, model.device(), COLD_STARTS);
        BmdEstimator.Builder builder = model.estimator().returnUnusable(true);
        if (threads != null) {
            builder.threads(threads);
        }
        ObjectNode figures = new ObjectMapper().createObjectNode();
        try (BmdEstimator estimator = builder.open()) {
            describe(estimator, figures);
            measure(new Load(estimator, Load.radiograph(image)), figures);
        }
        if (cold != null) {
            figures.putObject("cold_start_ms")
                    .put("open", cold.open())
                    .put("first_estimate", cold.first())
                    .put("process", cold.process());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? json(figures) : text(figures));
        out.flush();
        return 0;
    }

    private void check(String option, List<Integer> values, int most) {
        if (!values.stream().allMatch(value -> value >= 1 && value <= most)) {
            throw new ParameterException(
                    spec.commandLine(), "Expected --" + option + " from 1 to " + most + " but was " + values);
        }
    }

    private static void describe(BmdEstimator estimator, ObjectNode figures) {
        figures.put(
                "model",
                estimator.modelCard().modelId() + " " + estimator.modelCard().modelVersion());
        figures.put("device", estimator.runtime().actualDevice().name());
        figures.put("threads", estimator.runtime().threads());
        Cpu cpu = RuntimeInfo.cpu();
        figures.put("processor", cpu.toString());
        // Left out where the operating system does not say.
        cpu.instructionSets().ifPresent(sets -> sets.forEach(figures.putArray("instruction_sets")::add));
        figures.put("processors", Runtime.getRuntime().availableProcessors());
        figures.put("java", Runtime.version().toString());
        estimator.runtime().libraries().forEach(figures::put);
    }

    private void measure(Load load, ObjectNode figures) throws Exception {
        load.latencies(Math.max(3, calls / 5));
        Percentiles latency = Percentiles.of(load.latencies(calls));
        figures.putObject("latency_ms")
                .put("calls", latency.count())
                .put("p50", latency.p50())
                .put("p90", latency.p90())
                .put("p99", latency.p99())
                .put("maximum", latency.maximum());
        for (int caller : callers) {
            for (int batch : batches) {
                load.throughput(caller, batch, Math.max(1, calls / 5));
                figures.withArray("throughput")
                        .addObject()
                        .put("callers", caller)
                        .put("batch", batch)
                        .put("estimates_per_second", load.throughput(caller, batch, calls));
            }
        }
        ObjectNode memory = figures.putObject("memory_bytes");
        put(memory, "heap_per_estimate", Memory.heapBytesPerCall(() -> load.latencies(1), Math.min(calls, 20)));
        put(memory, "resident", Memory.resident("VmRSS"));
        put(memory, "resident_peak", Memory.resident("VmHWM"));
    }

    private static void put(ObjectNode node, String name, OptionalLong value) {
        if (value.isPresent()) {
            node.put(name, value.getAsLong());
        }
    }

    private static String json(ObjectNode figures) throws JsonProcessingException {
        return new ObjectMapper().writeValueAsString(figures) + "\n";
    }

    /** The same figures for people. */
    private static String text(ObjectNode figures) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s on %s, %d threads of %d processors, Java %s, ONNX Runtime %s",
                figures.get("model").textValue(),
                figures.get("device").textValue(),
                figures.get("threads").intValue(),
                figures.get("processors").intValue(),
                figures.get("java").textValue(),
                figures.get("onnxruntime").textValue()));
        lines.add("Processor         " + figures.get("processor").textValue());
        lines.add(String.format(
                Locale.ROOT,
                "Latency           p50 %.1f, p90 %.1f, p99 %.1f, maximum %.1f ms (%d calls)",
                figures.at("/latency_ms/p50").doubleValue(),
                figures.at("/latency_ms/p90").doubleValue(),
                figures.at("/latency_ms/p99").doubleValue(),
                figures.at("/latency_ms/maximum").doubleValue(),
                figures.at("/latency_ms/calls").intValue()));
        figures.get("throughput")
                .forEach(row -> lines.add(String.format(
                        Locale.ROOT,
                        "Throughput        %.1f a second, %d callers, batches of %d",
                        row.get("estimates_per_second").doubleValue(),
                        row.get("callers").intValue(),
                        row.get("batch").intValue())));
        figures.get("memory_bytes")
                .properties()
                .forEach(entry -> lines.add("Memory            "
                        + entry.getKey().replace('_', ' ')
                        + " "
                        + bytes(entry.getValue().longValue())));
        if (figures.has("cold_start_ms")) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Cold start        open %.0f ms, first estimate %.0f ms, whole process %.0f ms (median of %d)",
                    figures.at("/cold_start_ms/open").doubleValue(),
                    figures.at("/cold_start_ms/first_estimate").doubleValue(),
                    figures.at("/cold_start_ms/process").doubleValue(),
                    COLD_STARTS));
        }
        return String.join("\n", lines) + "\n";
    }

    /** A number of bytes in the decimal unit in which it has one to three digits before the point. */
    static String bytes(long count) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        int unit = 0;
        double value = count;
        // 999.95 would be written as 1000.0.
        while (value >= 999.95 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }

    static CommandLine commandLine() {
        return Console.of(new Bench());
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
