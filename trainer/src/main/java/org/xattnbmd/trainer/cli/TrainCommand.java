package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.calibration.FurtherCalibration;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.run.RunConfig;
import org.xattnbmd.trainer.run.RunRecord;
import org.xattnbmd.trainer.run.TrainingRun;
import org.xattnbmd.trainer.runs.RunPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Trains an XAttn-BMD network on a cohort's training split and calibrates it on the calibration split. An"
                    + " eighth of the training split, with its mix of sex and BMD, is held back: it says when to stop, sets"
                    + " the estimates straight (slope and offset), and calibrates with the calibration split.",
            "After every epoch the state is on disk: a killed run goes on with --resume and ends with the weights of an"
                    + " uninterrupted one. Its figures are added to metrics.csv and to an event file, which TensorBoard shows"
                    + " as curves (tensorboard --logdir FOLDER)."
        })
final class TrainCommand implements Callable<Integer> {

    @Option(names = "--cohort", required = true, paramLabel = "FOLDER", description = "Folder with manifest.csv.")
    private Path cohort;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Run folder.")
    private Path out;

    @Option(names = "--resume", description = "Go on with the interrupted run in --out.")
    private boolean resume;

    @Option(
            names = "--precision-study",
            paramLabel = "FOLDER",
            description = {
                "A cohort of other people with at least two radiographs of each, positioned anew, such as `simulate --poses"
                        + " 2` makes: gives the least significant change. Without it the change comes from repeated"
                        + " radiographs in the calibration split, or, for want of those, from pictures turned and moved,"
                        + " which understates it and is said so in the card."
            })
    private Path precisionStudy;

    @Mixin
    private StartOptions start;

    @Option(
            names = "--finder",
            paramLabel = "FILE",
            description = {
                "A neck finder, as `finder` writes it, or a model that carries one: every picture is cut to the square around"
                        + " the neck that it finds, whatever the field of view, and the exported model carries it"
                        + " (preprocessing of version 2)."
            })
    private Path finder;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TrainingOptions options;

    @Override
    public Integer call() {
        CohortLayout layout = CohortLayout.read(cohort);
        RunConfig config = start.config(options, layout);
        if (config.training().loss().comparesPictures()
                && !config.network().fusion().usesImage()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--consistency compares pictures, and a network of clinical fields alone sees none");
        }
        DeviceChoice choice = options.device();
        TrainingRun run = new TrainingRun(config, choice);
        if (options.backboneWeights() != null) {
            run.backboneWeights(options.backboneWeights());
        }
        if (finder != null) {
            run.finder(finder);
        }
        if (start.folder() != null) {
            run.startFrom(start.folder(), start.freeze());
        }
        if (precisionStudy != null) {
            run.precisionStudy(precisionStudy);
        }
        train(run, choice, layout, out, resume);
        return 0;
    }

    static RunRecord train(TrainingRun run, DeviceChoice device, CohortLayout cohort, Path out, boolean resume) {
        System.out.println("Training on " + device.reason());
        RunRecord record = run.run(cohort, out, resume);
        RunPage.write(out);
        String unit = record.data().measured().unit();
        System.out.println("Recalibration: "
                + record.recalibration().inWords(record.data().measured().plainUnit()));
        System.out.printf(
                Locale.ROOT,
                "Least significant change %.3f %s: %s%n",
                record.calibration().change().gramsPerCm2(),
                unit,
                record.calibration().change().basis());
        for (int k = 0; k < record.data().furtherTargets().size(); k++) {
            FurtherCalibration calibration = record.calibration().further().get(k);
            System.out.printf(
                    Locale.ROOT,
                    "%s: MAE %.3f %s on %d calibration subjects%n",
                    record.data().furtherTargets().get(k).label(),
                    calibration.mae(),
                    record.data().furtherTargets().get(k).unit(),
                    calibration.subjects());
        }
        System.out.printf(
                Locale.ROOT,
                "Kept %s%s of %d; run folder %s, page %s%n",
                record.setup().training().schedule().swaEpochs() == 0 ? "epoch " : "",
                record.kept(),
                record.course().history().size(),
                out,
                RunPage.FILE);
        return record;
    }
}
