package org.xattnbmd.trainer.training;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.run.SoftwareVersions;

/**
 * What {@link TrainingPeerBenchmark} has found so far: lines for people, and a file that is whole after each part. One thread at
 * a time.
 */
final class TrainingPeerReport {

    private static final ObjectWriter JSON = new ObjectMapper().writer().with(SerializationFeature.INDENT_OUTPUT);

    /** By DJL 0.35.1's sources: {@code PyTorchLibrary} has no native method for more, and {@code PtEngine} reads no other property. */
    private static final String ALLOWED = "DJL 0.35 has one switch of PyTorch's arithmetic on a GPU, the property"
            + " ai.djl.pytorch.cudnn_benchmark. It has none of TF32: libtorch's own hold, TF32 in cuDNN's convolutions and not in"
            + " matrix products, where the environment variable TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1 turns it on. It has no autocast"
            + " and no memory format: bf16 and channels_last are what Python has over it.";

    private final Path file;
    private final Map<String, Object> all = new LinkedHashMap<>();
    private final List<Object> proofs = new ArrayList<>();
    private final List<Round> rounds = new ArrayList<>();
    private final Map<String, Map<String, Median>> medians = new LinkedHashMap<>();
    private final Map<String, Long> resident = new LinkedHashMap<>();

    /**
     * One round.
     *
     * @param figures images a second by what was measured, such as {@code java ready}
     */
    record Round(int batch, int round, Map<String, Double> figures) {}

    /**
     * @param settings of the network and its examples
     * @param file where the figures go
     */
    TrainingPeerReport(Path file, Device device, int threads, Map<String, Object> settings)
            throws InterruptedException {
        this.file = file;
        all.put("finished", false);
        all.put("device", device.isGpu() ? gpu(device) : "cpu");
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("threads", threads);
        all.put("settings", settings);
        all.put("java", SoftwareVersions.libraries());
        all.put("cudnn_benchmark", Boolean.getBoolean("ai.djl.pytorch.cudnn_benchmark"));
        all.put("djl_allows", ALLOWED);
        System.out.println(all.get("device") + ", " + all.get("processors") + " processors, " + threads
                + " thread(s) of PyTorch; " + settings);
        System.out.println("Java: " + all.get("java"));
        System.out.println(ALLOWED);
    }

    /** Name and driver, where {@code nvidia-smi} says them. */
    private static String gpu(Device device) throws InterruptedException {
        String id = "--id=" + device.getDeviceId();
        return TrainingMemory.smi("--query-gpu=name,driver_version", "--format=csv,noheader", id).stream()
                .findFirst()
                .orElse(device.toString());
    }

    void software(JsonNode python) {
        all.put("python", python);
        System.out.println("Python: " + python);
        write();
    }

    void same(Device device, SameTraining.Tolerance most, SameTraining.Differences differences) {
        Map<String, Object> proof = new LinkedHashMap<>();
        proof.put("device", PeerSetup.name(device));
        proof.put("allowed", most);
        proof.put("found", differences);
        proofs.add(proof);
        all.put("same", proofs);
        System.out.printf(
                Locale.ROOT,
                "same training on %s: %d weights; at most apart: outputs %.1e, loss %.1e, gradients %.1e, weights after three"
                        + " steps %.1e, averages %.1e of what changed (%d parameters whose gradient is rounding left out)%n",
                PeerSetup.name(device),
                differences.values(),
                differences.outputs(),
                differences.loss(),
                differences.gradients(),
                differences.weights(),
                differences.averages(),
                differences.heldByRounding().size());
        write();
    }

    void round(Round round) {
        rounds.add(round);
        all.put("rounds", rounds);
        medians.put(Integer.toString(round.batch()), medians(round.batch()));
        all.put("medians", medians);
        write();
    }

    /** Says what the rounds of a batch size have given. */
    void printMedians(int batch) {
        medians.getOrDefault(Integer.toString(batch), Map.of()).forEach((name, median) -> {
            Ratio ratio = median.javaToThis();
            System.out.printf(
                    Locale.ROOT,
                    "batch %d, %s: %.1f images/s%s%n",
                    batch,
                    name,
                    median.imagesPerSecond(),
                    ratio == null
                            ? ""
                            : String.format(
                                    Locale.ROOT,
                                    "; Java to this %.2f (%.2f to %.2f)",
                                    ratio.median(),
                                    ratio.smallest(),
                                    ratio.largest()));
        });
    }

    /**
     * Over the rounds of a batch size.
     *
     * @param imagesPerSecond median
     * @param javaToThis Java's figure divided by this one of the same round; null for Java's own
     */
    record Median(double imagesPerSecond, Ratio javaToThis) {}

    record Ratio(double median, double smallest, double largest) {}

    private Map<String, Median> medians(int batch) {
        List<Map<String, Double>> of = rounds.stream()
                .filter(r -> r.batch() == batch)
                .map(Round::figures)
                .toList();
        Map<String, Median> medians = new LinkedHashMap<>();
        for (String name : of.get(0).keySet()) {
            double[] figures = of.stream().mapToDouble(r -> r.get(name)).toArray();
            String java = name.contains("ready") ? "java ready" : "java loaded";
            double[] ratios = of.stream()
                    .mapToDouble(r -> r.get(java) / r.get(name))
                    .sorted()
                    .toArray();
            Ratio ratio = name.equals(java)
                    ? null
                    : new Ratio(BenchmarkTraining.median(ratios), ratios[0], ratios[ratios.length - 1]);
            medians.put(name, new Median(BenchmarkTraining.median(figures), ratio));
        }
        return medians;
    }

    /** What Python's process holds after a batch size's rounds. */
    void resident(int batch, long bytes) {
        resident.put(Integer.toString(batch), bytes);
        all.put("python_resident", resident);
        write();
    }

    void memory(TrainingMemory memory) {
        all.put("memory", memory);
        System.out.println("memory of Java's side: " + memory);
        write();
    }

    /** @param whole false where the time was over before all was measured */
    void finish(boolean whole) {
        all.put("finished", whole);
        // Of the last minute; figures of a busy machine are to be read as ratios.
        all.put("load_average", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        System.out.println(whole ? "finished" : "ended by --seconds with what there is");
        write();
    }

    private void write() {
        try {
            SafeFiles.writeAtomically(file, JSON.writeValueAsString(all));
        } catch (IOException e) {
            throw new IllegalStateException("Expected figures that JSON can hold", e);
        }
    }
}
