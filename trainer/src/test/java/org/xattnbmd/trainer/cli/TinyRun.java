package org.xattnbmd.trainer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A cohort of sixty SIMULATED subjects and runs on it, as small as they go: two epochs, a few thousand weights. */
record TinyRun(Path cohort, Path run) {

    /** Simulates and trains below a folder; what is the same as in another class of tests is copied from there. */
    static TinyRun in(Path folder, Object... more) throws IOException {
        Path cohort = cohort(folder.resolve("cohort"));
        Path run = folder.resolve("run");
        SimulatedCohorts.copy(List.of("run", List.of(more)), made -> train(cohort, made, more), run);
        return new TinyRun(cohort, run);
    }

    /** The sixty subjects, in splits that suffice for training. */
    static Path cohort(Path folder) throws IOException {
        SimulatedCohorts.simulate(folder, 60, 96, 11);
        enlargeCalibration(folder.resolve("manifest.csv"));
        return folder;
    }

    static TinyRun train(Path cohort, Path run, Object... more) {
        List<Object> args = arguments(cohort, run);
        if (!List.of(more).contains("--epochs")) {
            args.addAll(List.of("--epochs", 2));
        }
        args.addAll(List.of(more));
        Cli.run(args.toArray()).succeeds();
        return new TinyRun(cohort, run);
    }

    /** All that makes it tiny, but for the epochs. */
    static List<Object> arguments(Path cohort, Path run) {
        List<Object> args = new ArrayList<>(List.of("train", "--cohort", cohort, "--out", run, "--device", "cpu"));
        args.addAll(List.of("--size", 64, "--crop", 32, "--width", 4, "--token-size", 16, "--heads", 4));
        args.addAll(List.of("--learning-rate", 1e-4, "--layers", 2, "--batch", 8, "--threads", 2));
        return args;
    }

    /** Sixty subjects have a calibration split of six; training asks for sixteen. */
    static void enlargeCalibration(Path manifest) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(manifest));
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", 4);
            cells[2] = i % 10 < 4 ? "train" : i % 10 < 7 ? "calibration" : "test";
            lines.set(i, String.join(",", cells));
        }
        Files.write(manifest, lines);
    }

    /** What a row has in the columns that are added, with a comma before each cell. */
    interface Cells {
        String of(int row, double bmd);
    }

    /** Gives a SIMULATED cohort further columns, and a description of its own. */
    static void declare(Path cohort, String description, String columns, Cells cells) throws IOException {
        Path manifest = cohort.resolve("manifest.csv");
        List<String> lines = new ArrayList<>(Files.readAllLines(manifest));
        int bmd = Arrays.asList(lines.get(0).split(",")).indexOf("femoral_neck_bmd_g_cm2");
        lines.set(0, lines.get(0) + columns);
        for (int i = 1; i < lines.size(); i++) {
            lines.set(
                    i,
                    lines.get(i) + cells.of(i, Double.parseDouble(lines.get(i).split(",", -1)[bmd])));
        }
        Files.write(manifest, lines);
        Files.writeString(cohort.resolve("cohort.json"), description);
    }

    Cli export(Path to, Object... more) {
        List<Object> args = new ArrayList<>(List.of("export", "--run", run, "--out", to, "--id", "tiny"));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }
}
