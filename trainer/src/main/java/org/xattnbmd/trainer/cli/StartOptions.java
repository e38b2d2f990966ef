package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.network.FrozenStages;
import org.xattnbmd.trainer.run.RunConfig;
import org.xattnbmd.trainer.run.TrainingRun;
import org.xattnbmd.trainer.training.FineTuning;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The run whose network a training begins with, and how its stages go on. */
final class StartOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    @Option(
            names = "--start-from",
            paramLabel = "FOLDER",
            description = {
                "A finished run on another cohort, whose network is trained on instead of a fresh one, for a site with a few"
                        + " hundred subjects. It must be the same network: options of the network that are left out are that"
                        + " run's. Radiographs without a neck's box get that of its localiser."
            })
    private Path startFrom;

    @Option(
            names = "--freeze",
            paramLabel = "STAGES",
            description = "What is kept of --start-from as it is, batch statistics included: ${COMPLETION-CANDIDATES}."
                    + " stem: the image encoder's first convolution; early: also the first half of its stages; encoder: all"
                    + " of its residual network and the localiser, which an ensemble of folds computes once.")
    private FrozenStages freeze = FrozenStages.NONE;

    @Option(
            names = "--gradual-unfreezing",
            paramLabel = "EPOCHS",
            description =
                    "The stages of --start-from's image encoder learn one after the other, from the last to the first:"
                            + " none in the first EPOCHS epochs, after every EPOCHS one more, but for those that --freeze keeps. The"
                            + " localiser goes with the last stage. 0: all from the beginning.")
    private int gradualUnfreezing = FineTuning.NONE.unfreezeEvery();

    @Option(
            names = "--layer-decay",
            paramLabel = "FACTOR",
            description =
                    "Learning rate of each stage of --start-from's image encoder as a part of the next one's, that of the"
                            + " last as a part of --learning-rate; above 0, at most 1.")
    private double layerDecay = FineTuning.NONE.layerDecay();

    /** The folder of the run to start from, or null. */
    Path folder() {
        return startFrom;
    }

    FrozenStages freeze() {
        return freeze;
    }

    /** The run's configuration for a cohort; options that contradict each other are wrong usage. */
    RunConfig config(TrainingOptions options, CohortLayout cohort) {
        FineTuning tuning = FineTuning.NONE.withUnfreezeEvery(gradualUnfreezing).withLayerDecay(layerDecay);
        if (startFrom == null) {
            require(freeze == FrozenStages.NONE, "--freeze needs --start-from: random weights must learn");
            require(
                    !tuning.byStage(),
                    "--gradual-unfreezing and --layer-decay need --start-from: random weights must learn");
            return options.config(cohort);
        }
        require(options.backboneWeights() == null, "expected --start-from or --backbone-weights, received both");
        require(
                freeze != FrozenStages.ENCODER || !tuning.byStage(),
                "--freeze encoder keeps every stage, so that --gradual-unfreezing and --layer-decay have none");
        RunConfig config = options.config(cohort, TrainingRun.networkOf(startFrom));
        return config.withTraining(config.training().withFineTuning(tuning));
    }

    private void require(boolean sensible, String otherwise) {
        if (!sensible) {
            throw new ParameterException(mixee.commandLine(), otherwise);
        }
    }
}
