package org.xattnbmd.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.sdk.RuntimeInfo;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** That figures are there, whole and consistent; how large they are is the machine's business. */
class BenchTest {

    @TempDir
    Path folder;

    private Path model;
    private Path image;

    @BeforeEach
    void files() throws Exception {
        model = TinyModel.write(folder);
        image = Files.write(folder.resolve("hip.png"), Pictures.encode("png", SyntheticHip.left(64, 80, 1), 64, 80));
    }

    @Test
    void everyFigureIsThereAsJson() throws Exception {
        Ran ran = bench("--json", "--calls", "12", "--callers", "1,3", "--batches", "1,2,4")
                .assertFine();

        JsonNode figures = new ObjectMapper().readTree(ran.out());
        JsonNode latency = figures.get("latency_ms");
        assertThat(latency.get("calls").intValue()).isEqualTo(12);
        assertThat(latency.get("p50").doubleValue())
                .isPositive()
                .isLessThanOrEqualTo(latency.get("p90").doubleValue());
        assertThat(latency.get("p99").doubleValue())
                .isLessThanOrEqualTo(latency.get("maximum").doubleValue());
        List<String> cells = new ArrayList<>();
        figures.get("throughput").forEach(row -> {
            cells.add(row.get("callers") + "x" + row.get("batch"));
            assertThat(row.get("estimates_per_second").doubleValue()).isPositive();
        });
        assertThat(cells).containsExactly("1x1", "1x2", "1x4", "3x1", "3x2", "3x4");
        assertThat(figures.at("/memory_bytes/heap_per_estimate").longValue()).isPositive();
        assertThat(figures.at("/cold_start_ms/process").doubleValue())
                .as("a process contains what it does")
                .isGreaterThan(figures.at("/cold_start_ms/open").doubleValue());
        assertThat(figures.get("device").textValue()).isEqualTo("CPU");
    }

    @Test
    void theSameInWords() {
        Ran ran = bench("--calls", "3", "--no-cold-start", "--callers", "1", "--batches", "2", "--threads", "1")
                .assertFine();

        assertThat(ran.out()).contains("tiny 1.0.0 on CPU, 1 threads", "p50", "1 callers, batches of 2", "Memory");
        assertThat(ran.out()).contains("Processor         " + RuntimeInfo.cpu());
        assertThat(ran.out()).doesNotContain("Cold start");
    }

    @Test
    void percentilesAreNearestRanks() {
        long[] nanos =
                LongStream.rangeClosed(1, 200).map(i -> (201 - i) * 1_000_000).toArray();

        assertThat(Percentiles.of(nanos)).isEqualTo(new Percentiles(200, 100, 180, 198, 200));
        assertThat(Percentiles.of(new long[] {5_000_000})).isEqualTo(new Percentiles(1, 5, 5, 5, 5));
    }

    @Test
    void wrongUsageAndBadModelsAreOneLine() {
        bench("--calls", "0").assertWrongUsage();
        bench("--batches", "1,0").assertWrongUsage();
        bench("--callers", "many").assertWrongUsage();
        Ran.of(Bench.commandLine(), "--model", "absent.onnx", "--no-cold-start").assertRefused("BMD-3001");
    }

    private Ran bench(String... options) {
        List<String> all = new ArrayList<>(List.of("--model", model.toString(), "--image", image.toString()));
        all.addAll(Arrays.asList(options));
        return Ran.of(Bench.commandLine(), all.toArray(String[]::new));
    }

    @Test
    void bytesAreWrittenAsPeopleWriteThem() {
        assertThat(Bench.bytes(0)).isEqualTo("0 B");
        assertThat(Bench.bytes(999)).isEqualTo("999 B");
        assertThat(Bench.bytes(1000)).isEqualTo("1.0 kB");
        assertThat(Bench.bytes(999_949)).isEqualTo("999.9 kB");
        assertThat(Bench.bytes(999_950)).isEqualTo("1.0 MB");
        assertThat(Bench.bytes(235_368_400)).isEqualTo("235.4 MB");
        assertThat(Bench.bytes(1_480_000_000_000L)).isEqualTo("1.5 TB");
        assertThat(Bench.bytes(Long.MAX_VALUE)).isEqualTo("9223372.0 TB");
    }
}
