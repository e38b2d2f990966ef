package org.xattnbmd.trainer.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.card.CardText;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.heldout.EvaluationReport;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.run.RunConfig;
import org.xattnbmd.trainer.run.TrainingRun;
import org.xattnbmd.trainer.simulator.SimulationConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "The main job from end to end on a SIMULATED cohort: simulate, train, export, evaluate, report.",
            "What an earlier demo left in --out is replaced."
        })
final class DemoCommand implements Callable<Integer> {

    /** Imaged twice each: the least that the ISCD asks of a precision study. */
    private static final int STUDY_SUBJECTS = 30;
    /** Beside the test split, which alone is too small to tell whether the clinical fields help. */
    private static final int HELD_OUT_SUBJECTS = 320;
    /** On the demo's 400 subjects the held-out figures of 100 are no better. */
    private static final int EPOCHS = 60;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Folder for everything.")
    private Path out;

    @Option(names = "--subjects", paramLabel = "N", description = "Size of the cohort.")
    private int subjects = SimulationConfig.defaults().subjects();

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs at most.")
    private int epochs = EPOCHS;

    @Override
    public Integer call() throws IOException {
        Path cohort = out.resolve("cohort");
        Path run = out.resolve("run");
        Path study = out.resolve("precision-study");
        Path heldOut = out.resolve("held-out");
        Path model = out.resolve("xattn-bmd-simulated.onnx");
        Path report = out.resolve("report.html");
        clear(cohort);
        clear(run);
        clear(study);
        clear(heldOut);
        int threads = Runtime.getRuntime().availableProcessors();

        long start = System.nanoTime();
        heading(
                "1 of 4",
                "Simulating " + subjects + " subjects: 3-D phantoms, radiographs, densitometry; " + STUDY_SUBJECTS
                        + " others imaged twice; and " + HELD_OUT_SUBJECTS + " to be held out");
        SimulationConfig simulation = SimulationConfig.defaults().withSubjects(subjects);
        SimulateCommand.simulate(simulation, cohort, threads);
        SimulateCommand.simulate(
                simulation.withSubjects(STUDY_SUBJECTS).withPoses(2).withSeed(simulation.seed() + 1), study, threads);
        SimulateCommand.simulate(
                simulation.withSubjects(HELD_OUT_SUBJECTS).withSeed(simulation.seed() + 2), heldOut, threads);
        long simulated = System.nanoTime();
        heading("2 of 4", "Training XAttn-BMD");
        DeviceChoice device = DeviceChoice.of(DeviceChoice.Request.AUTO);
        TrainingRun training = new TrainingRun(RunConfig.demo().withEpochs(epochs), device).precisionStudy(study);
        CohortLayout layout = CohortLayout.read(cohort);
        TrainCommand.train(training, device, layout, run, false);
        long trained = System.nanoTime();
        heading("3 of 4", "Exporting to ONNX and proving it");
        ExportCommand.export(run, new CardText("xattn-bmd-simulated-demo", TrainerVersion.version(), null), model);
        long exported = System.nanoTime();
        heading("4 of 4", "Estimating the held-out subjects through the SDK");
        EvaluationReport evaluation = new EvaluationReport(model, layout, Split.TEST)
                .alsoOn(CohortLayout.read(heldOut))
                .wallTime("simulate", Duration.ofNanos(simulated - start))
                .wallTime("train", Duration.ofNanos(trained - simulated))
                .wallTime("export", Duration.ofNanos(exported - trained))
                .command("./mvnw -B -Pdemo verify");
        EvaluateCommand.print(evaluation.write(run, report));
        List<ManifestRow> rows = CohortManifest.read(layout);
        SafeFiles.writeAtomically(out.resolve("example.args"), example(model, rows));
        System.out.printf(
                Locale.ROOT,
                "SIMULATED cohort of %d subjects in %s; model %s%nReport: %s%n",
                rows.size(),
                cohort,
                model,
                report.toAbsolutePath());
        return 0;
    }

    /** The arguments with which the sample `estimate` reads one held-out subject, as a person would type them. */
    private static String example(Path model, List<ManifestRow> rows) {
        ManifestRow row =
                rows.stream().filter(r -> r.split() == Split.TEST).findFirst().orElseThrow();
        StringJoiner arguments = new StringJoiner("\n", "", "\n");
        arguments
                .add("--model")
                .add(quoted(model))
                .add("--image")
                .add(quoted(row.view().image()));
        arguments.add("--side").add(row.view().side().name().toLowerCase(Locale.ROOT));
        row.facts().fields().forEach((name, value) -> arguments.add("--set").add(name + "=" + value));
        return arguments.toString();
    }

    private static String quoted(Path path) {
        return '"' + path.toAbsolutePath().toString().replace("\\", "\\\\") + '"';
    }

    private static void heading(String step, String text) {
        System.out.println();
        System.out.println("[" + step + "] " + text);
    }

    private static void clear(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new TrainerException(Code.OUTPUT, "Can't replace " + folder + " (" + SafeFiles.reason(e) + ").", e);
        }
    }
}
