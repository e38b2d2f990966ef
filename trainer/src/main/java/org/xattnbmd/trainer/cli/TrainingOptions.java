package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.network.AttentionGate;
import org.xattnbmd.trainer.network.AttentionSettings;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.EncoderSettings;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.network.NetworkSettings;
import org.xattnbmd.trainer.network.PictureSettings;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.run.RunConfig;
import org.xattnbmd.trainer.training.AugmentationConfig;
import org.xattnbmd.trainer.training.OptimizerSettings;
import org.xattnbmd.trainer.training.Schedule;
import org.xattnbmd.trainer.training.TrainingConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Network, training and device on a command line: the same for every command that trains. */
final class TrainingOptions {

    private static final NetworkSettings NETWORK = NetworkSettings.demo();
    private static final TrainingConfig TRAINING = TrainingConfig.defaults();
    private static final Schedule SCHEDULE = TRAINING.schedule();
    private static final OptimizerSettings OPTIMIZER = TRAINING.optimizer();
    private static final AugmentationConfig AUGMENTATION = TRAINING.augmentation();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec mixee;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "${COMPLETION-CANDIDATES}; gpu refuses where there is none.")
    private DeviceChoice.Request device = DeviceChoice.Request.AUTO;

    @Option(
            names = "--devices",
            paramLabel = "N",
            description = "GPUs to train on, each with a part of every batch; 0: all there are.")
    private int devices;

    @Option(names = "--backbone", paramLabel = "NAME", description = "Image encoder: ${COMPLETION-CANDIDATES}.")
    private Backbone backbone = NETWORK.encoder().backbone();

    @Option(
            names = "--backbone-weights",
            paramLabel = "FILE",
            description =
                    "Public weights to start the image encoder from, with torchvision's names: a PyTorch state dict (.pth,"
                            + " .pt; only tensors are read) or .safetensors. Published ones fit --width 64. Default: random.")
    private Path backboneWeights;

    @Option(names = "--width", paramLabel = "CHANNELS", description = "Channels of its first stage; published: 64.")
    private int width = NETWORK.encoder().baseWidth();

    @Option(names = "--stride", paramLabel = "PIXELS", description = "Input pixels per image token: 16 or 32.")
    private int stride = NETWORK.encoder().outputStride();

    @Option(names = "--size", paramLabel = "PIXELS", description = "Side of the preprocessed picture.")
    private int size = NETWORK.picture().imageHeight();

    @Option(
            names = "--crop",
            paramLabel = "PIXELS",
            description =
                    "Side of the femoral-neck crop that the localiser cuts out; 0: no localiser, the whole picture.")
    private int crop = NETWORK.picture().cropSize();

    @Option(
            names = "--fusion",
            paramLabel = "NAME",
            description = "How image and fields meet: ${COMPLETION-CANDIDATES}.")
    private FusionStrategy fusion = NETWORK.fusion();

    @Option(names = "--token-size", paramLabel = "N", description = "Length of a token.")
    private int tokenSize = NETWORK.attention().tokenSize();

    @Option(names = "--heads", paramLabel = "N", description = "Attention heads.")
    private int heads = NETWORK.attention().heads();

    @Option(names = "--layers", paramLabel = "N", description = "Cross-attention layers.")
    private int layers = NETWORK.attention().layers();

    @Option(names = "--dropout", paramLabel = "RATE", description = "Dropout in attention and regressor.")
    private double dropout = NETWORK.attention().dropout();

    @Option(
            names = "--gate",
            paramLabel = "NAME",
            description =
                    "${COMPLETION-CANDIDATES}; ZERO: attention's results count for nothing at first, each channel as much"
                            + " as training says, and the network begins as concatenation.")
    private AttentionGate gate = NETWORK.attention().gate();

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs at most.")
    private int epochs = SCHEDULE.epochs();

    @Option(names = "--patience", paramLabel = "N", description = "Epochs without improvement before stopping.")
    private int patience = TRAINING.patience();

    @Option(
            names = "--swa",
            paramLabel = "EPOCHS",
            description =
                    "Stochastic weight averaging: all epochs are trained, and the mean of the weights after each of the last"
                            + " EPOCHS is kept, in which the learning rate stays as it is when they begin; batch statistics are computed"
                            + " for it. 0: the moving average of the weights at the best epoch is kept.")
    private int swa = SCHEDULE.swaEpochs();

    @Option(names = "--batch", paramLabel = "N", description = "Examples a step.")
    private int batch = SCHEDULE.batchSize();

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "Peak learning rate.")
    private double learningRate = SCHEDULE.learningRate();

    @Option(names = "--weight-decay", paramLabel = "RATE", description = "AdamW's weight decay; 0 is plain Adam.")
    private double weightDecay = OPTIMIZER.weightDecay();

    @Mixin
    private LossOptions loss;

    @Option(
            names = "--missing-image",
            paramLabel = "RATE",
            description =
                    "Share of the training examples whose radiograph becomes the mean one, 0 to 0.88: teaches estimates"
                            + " without an image, which the SDK never makes, at the cost of those with one.")
    private double missingImage = AUGMENTATION.missing().missingImage();

    @Option(
            names = "--sharpness",
            paramLabel = "SHARE",
            description =
                    "How much one of two training pictures is sharpened or blurred, 0 to 1, as consoles do; for pictures"
                            + " of many makers.")
    private double sharpness = AUGMENTATION.exposure().sharpness();

    @Option(names = "--seed", paramLabel = "SEED", description = "Seed of weights, order, augmentation, dropout.")
    private long seed = TRAINING.seed();

    @Option(names = "--threads", paramLabel = "N", description = "Threads that read images.")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** The run's configuration for a cohort, on whose densitometer the loss's threshold depends. */
    RunConfig config(CohortLayout cohort) {
        return config(cohort, NETWORK);
    }

    /** As {@link #config(CohortLayout)}, with another network where its options are left out. */
    RunConfig config(CohortLayout cohort, NetworkSettings otherwise) {
        EncoderSettings encoder = otherwise.encoder();
        PictureSettings picture = otherwise.picture();
        AttentionSettings attention = otherwise.attention();
        NetworkSettings network = new NetworkSettings(
                new EncoderSettings(
                        given("--backbone", backbone, encoder.backbone()),
                        given("--width", width, encoder.baseWidth()),
                        given("--stride", stride, encoder.outputStride())),
                PictureSettings.square(
                        given("--size", size, picture.imageHeight()), given("--crop", crop, picture.cropSize())),
                new AttentionSettings(
                        given("--token-size", tokenSize, attention.tokenSize()),
                        given("--heads", heads, attention.heads()),
                        given("--layers", layers, attention.layers()),
                        given("--dropout", dropout, attention.dropout()),
                        given("--gate", gate, attention.gate())),
                given("--fusion", fusion, otherwise.fusion()));
        if (swa > 0 && mixee.commandLine().getParseResult().hasMatchedOption("--patience")) {
            throw new ParameterException(
                    mixee.commandLine(), "expected --patience or --swa, which averages the last epochs, received both");
        }
        TrainingConfig training = TRAINING.withSeed(seed)
                .withSchedule(SCHEDULE.withEpochs(epochs)
                        .withBatchSize(batch)
                        .withLearningRate(learningRate)
                        .withSwaEpochs(swa))
                .withOptimizer(OPTIMIZER.withWeightDecay(weightDecay))
                .withPatience(patience)
                .withLoss(loss.config(cohort))
                .withAugmentation(AUGMENTATION
                        .withExposure(AUGMENTATION.exposure().withSharpness(sharpness))
                        .withMissing(AUGMENTATION.missing().withMissingImage(missingImage)));
        return new RunConfig(network, threads, training);
    }

    private <T> T given(String option, T value, T otherwise) {
        return mixee.commandLine().getParseResult().hasMatchedOption(option) ? value : otherwise;
    }

    /** Decides on the device, or refuses. */
    DeviceChoice device() {
        return DeviceChoice.of(device, devices);
    }

    /** The file of public weights, or null. */
    Path backboneWeights() {
        return backboneWeights;
    }
}
