package org.xattnbmd.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.network.FrozenStages;
import org.xattnbmd.trainer.run.RunFolder;
import org.xattnbmd.trainer.run.RunRecord;
import org.xattnbmd.trainer.training.FineTuning;

/** A SIMULATED site of its own trains another run's network on. */
class StartFromTest {

    @TempDir
    static Path folder;

    private static Path source;
    private static Path site;

    @TempDir
    Path scratch;

    @BeforeAll
    static void aRunAndASite() throws IOException {
        source = TinyRun.in(folder, "--epochs", 4).run();
        site = folder.resolve("site");
        Cli.run("simulate", "--out", site, "--subjects", 60, "--size", 96, "--seed", 5, "--threads", 2)
                .succeeds();
        splitAndUnbox(site.resolve("manifest.csv"));
    }

    /** Half calibrates and is not learned from; nobody has marked a neck. */
    private static void splitAndUnbox(Path manifest) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(manifest));
        List<String> header = List.of(lines.get(0).split(",", -1));
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            cells[header.indexOf("split")] = i % 2 == 0 ? "train" : "calibration";
            for (String box : List.of("neck_x", "neck_y", "neck_half_width", "neck_half_height")) {
                cells[header.indexOf(box)] = "";
            }
            lines.set(i, String.join(",", cells));
        }
        Files.write(manifest, lines);
    }

    /** Nothing is said of the network: it is the source's. */
    private static Cli train(Path run, Object... more) {
        List<Object> args = new ArrayList<>(List.of("train", "--cohort", site, "--out", run, "--device", "cpu"));
        args.addAll(List.of("--batch", 8, "--threads", 2));
        args.addAll(List.of(more));
        if (!args.contains("--start-from")) {
            args.addAll(List.of("--start-from", source));
        }
        return Cli.run(args.toArray());
    }

    private static Map<String, Tensor> weights(Path run) {
        return Safetensors.read(RunFolder.weights(run)).tensors();
    }

    @ParameterizedTest
    @EnumSource(FrozenStages.class)
    void whatIsFrozenIsTheSameToTheBitAndTheRestLearns(FrozenStages frozen) {
        Path run = scratch.resolve("run");
        train(run, "--epochs", 2, "--freeze", frozen).succeeds();
        Map<String, Tensor> before = weights(source);
        Map<String, Tensor> after = weights(run);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        after.forEach((name, tensor) -> {
            boolean same = Arrays.equals(tensor.values(), before.get(name).values());
            if (frozen.holds(name)) {
                assertThat(same).as(name).isTrue();
            } else if (name.matches("image\\.resnet\\..*(weight|running_mean)|image\\.projection\\.weight")) {
                assertThat(same).as(name).isFalse();
            }
        });
    }

    /** The folds keep the same residual network and localiser: one file computes them once. */
    @Test
    void foldsThatBeganAlikeShareTheirTrunk() throws IOException {
        Path study = scratch.resolve("study");
        Path model = scratch.resolve("ensemble.onnx");
        List<Object> args = new ArrayList<>(List.of("crossval", "--cohort", site, "--out", study, "--device", "cpu"));
        args.addAll(List.of("--start-from", source, "--freeze", "encoder", "--folds", 2, "--epochs", 1));
        args.addAll(List.of("--batch", 8, "--threads", 2, "--replicates", 100));
        Cli.run(args.toArray()).succeeds();
        Cli.run("export", "--ensemble", study, "--out", model).succeeds();
        Path single = scratch.resolve("single.onnx");
        Cli.run("export", "--run", source, "--out", single).succeeds();
        assertThat(convolutions(model)).isEqualTo(convolutions(single)).isGreaterThan(20);
        assertThat(Files.readString(study.resolve("study.json"))).contains("\"frozen\" : \"ENCODER\"");
        args.set(args.indexOf(site), source.resolveSibling("cohort"));
        args.set(args.indexOf(study), scratch.resolve("own"));
        assertThat(Cli.run(args.toArray()).refuses("TRN-1009").err()).contains("this very cohort");
    }

    /** Nodes of this operator, by its name as a node's field has it. */
    private static int convolutions(Path model) throws IOException {
        String bytes = new String(Files.readAllBytes(model), StandardCharsets.ISO_8859_1);
        return bytes.split("\"\u0004Conv", -1).length - 1;
    }

    @Test
    void theRecordAndTheCardSayWhereItBegan() throws IOException {
        Path run = scratch.resolve("run");
        train(run, "--epochs", 4, "--freeze", "early", "--gradual-unfreezing", 1, "--layer-decay", 0.5, "--swa", 1)
                .succeeds();
        RunRecord theirs = RunFolder.read(source);
        RunRecord ours = RunFolder.read(run);
        String expected = "weights of SHA-256 " + Sha256.of(RunFolder.weights(source)) + ", learned from "
                + theirs.data().subjects() + " SIMULATED subjects of the data of SHA-256 "
                + theirs.data().dataHash()
                + "; kept: early; necks of 60 radiographs found by its localiser";
        assertThat(ours.setup().startedFrom()).isEqualTo(expected);
        assertThat(ours.setup().training().fineTuning()).isEqualTo(new FineTuning(1, 0.5));
        assertThat(ours.setup().training().schedule().swaEpochs()).isEqualTo(1);
        assertThat(ours.setup().network()).isEqualTo(theirs.setup().network());
        assertThat(ours.setup().clinicalFields()).isEqualTo(theirs.setup().clinicalFields());
        assertThat(Files.readString(source.resolve("run.json")))
                .doesNotContain("startedFrom", "layerDecay", "unfreezeEvery", "swaEpochs");
        Path model = scratch.resolve("site.onnx");
        Cli.run("export", "--run", run, "--out", model).succeeds();
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            assertThat(estimator.modelCard().training().configuration())
                    .containsEntry("started_from", expected)
                    .containsEntry("epochs", "4 of 4, kept the mean of the last 1")
                    .containsEntry("weight_averaging", "stochastic, over the last 1 epochs")
                    .containsEntry(
                            "fine_tuning",
                            "one stage more every 1 epochs, learning rate times 0.5 from a stage to the one before");
        }
    }

    @Test
    void aRunGoesOnOnlyFromWhereItBegan() {
        Path run = scratch.resolve("run");
        train(run, "--epochs", 1, "--freeze", "stem").succeeds();
        Map<String, Tensor> before = weights(run);
        train(run, "--epochs", 1, "--freeze", "stem", "--resume").succeeds();
        weights(run)
                .forEach((name, tensor) -> assertThat(tensor.values())
                        .as(name)
                        .containsExactly(before.get(name).values()));
        assertThat(train(run, "--epochs", 1, "--freeze", "early", "--resume")
                        .refuses("TRN-2002")
                        .err())
                .contains("kept: stem", "kept: early");
        List<Object> plain = TinyRun.arguments(site, run);
        plain.add("--resume");
        assertThat(Cli.run(plain.toArray()).exitCode())
                .as("necks are not marked")
                .isEqualTo(1);
    }

    @Test
    void anotherNetworkIsRefusedByWhatDiffers() {
        Path run = scratch.resolve("run");
        assertThat(train(run, "--width", 8, "--layers", 1).refuses("TRN-2002").err())
                .contains("baseWidth 4 there, 8 here", "layers 2 there, 1 here");
        assertThat(train(run, "--size", 128).refuses("TRN-2002").err()).contains("imageHeight 64 there, 128 here");
        assertThat(train(run, "--start-from", scratch).refuses("TRN-2002").err())
                .contains("No finished run");
        assertThat(run).doesNotExist();
    }

    @Test
    void anotherScaleIsRefused() throws IOException {
        Path hologic = Files.createDirectory(scratch.resolve("hologic"));
        List<String> lines = Files.readAllLines(site.resolve("manifest.csv"));
        int image = List.of(lines.get(0).split(",", -1)).indexOf("image");
        List<String> moved = new ArrayList<>(List.of(lines.get(0)));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            cells[image] = site.resolve(cells[image]).toString();
            moved.add(String.join(",", cells));
        }
        Files.write(hologic.resolve("manifest.csv"), moved);
        Files.writeString(hologic.resolve("cohort.json"), "{\"densitometer_scale\": \"Hologic\"}");
        assertThat(Cli.run("train", "--cohort", hologic, "--out", scratch.resolve("run"), "--start-from", source)
                        .refuses("TRN-1008")
                        .err())
                .contains("GE Lunar", "Hologic");
    }

    @Test
    void freezingNeedsSomethingToStartFrom() {
        Path run = scratch.resolve("run");
        Cli.run("train", "--cohort", site, "--out", run, "--freeze", "stem").wrongUsage("--start-from");
        train(run, "--backbone-weights", "resnet34.safetensors").wrongUsage("--backbone-weights");
        Cli.run("train", "--cohort", site, "--out", run, "--layer-decay", 0.5).wrongUsage("--start-from");
        train(run, "--freeze", "encoder", "--gradual-unfreezing", 1).wrongUsage("--gradual-unfreezing");
        train(run, "--swa", 2, "--patience", 3).wrongUsage("--patience");
        assertThat(train(run, "--epochs", 6, "--gradual-unfreezing", 1, "--swa", 1)
                        .refuses("TRN-5001")
                        .err())
                .contains("learn after 5", "fewer than the 5 epochs");
        assertThat(train(run, "--epochs", 6, "--swa", 4).refuses("TRN-5001").err())
                .contains("warm-up of 3");
        assertThat(run).doesNotExist();
        assertThat(Cli.run("train", "--help").succeeds().out().toLowerCase(Locale.ROOT))
                .contains("none, stem, early, encoder");
    }
}
