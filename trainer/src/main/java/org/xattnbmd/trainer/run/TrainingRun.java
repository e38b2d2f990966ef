package org.xattnbmd.trainer.run;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.GoldenVector;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.NeckFinder;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.calibration.Calibration;
import org.xattnbmd.trainer.calibration.CalibrationSubjects;
import org.xattnbmd.trainer.calibration.LeastSignificantChange;
import org.xattnbmd.trainer.calibration.PrecisionStudy;
import org.xattnbmd.trainer.calibration.Recalibration;
import org.xattnbmd.trainer.calibration.Whitening;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.LeakCheck;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.PictureReader;
import org.xattnbmd.trainer.data.Split;
import org.xattnbmd.trainer.network.BackboneWeights;
import org.xattnbmd.trainer.network.FrozenStages;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.NetworkSettings;
import org.xattnbmd.trainer.network.PictureSettings;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.training.AsTrained;
import org.xattnbmd.trainer.training.EpochRecord;
import org.xattnbmd.trainer.training.Fit;
import org.xattnbmd.trainer.training.Gradients;
import org.xattnbmd.trainer.training.NetworkConstants;
import org.xattnbmd.trainer.training.Predictor;
import org.xattnbmd.trainer.training.Predictor.Predictions;
import org.xattnbmd.trainer.training.TrainingConfig;
import org.xattnbmd.trainer.training.TrainingData;

/** From a cohort folder to a run folder: load, train, calibrate, record. */
public final class TrainingRun {

    private static final int SMALLEST_SPLIT = 16;
    private static final int GOLDEN = 4;

    private final RunConfig config;
    private final DeviceChoice device;
    private BackboneWeights backboneWeights;
    private String backboneSource = "";
    private String imputation = "";
    private Path precisionStudy;
    private SourceRun source;
    private Set<Split> left = Set.of();
    private Path finder;
    private Preprocessing.Search search;
    private byte[] finderAlone;

    public TrainingRun(RunConfig config, DeviceChoice device) {
        this.config = config;
        this.device = device;
    }

    /** Starts the image encoder from a file of public weights, which is read and checked here. */
    public TrainingRun backboneWeights(Path file) {
        if (!config.network().fusion().usesImage()) {
            throw new RefusedValueException(
                    "the fusion strategy " + config.network().fusion()
                            + " has no image encoder to give weights to; leave --backbone-weights out");
        }
        backboneWeights = BackboneWeights.read(
                file,
                config.network().encoder().backbone(),
                config.network().encoder().baseWidth());
        try {
            backboneSource = file.getFileName() + ", SHA-256 " + Sha256.of(file);
        } catch (IOException e) {
            throw new TrainerException(Code.CHECKPOINT, "Can't read " + file + " (" + SafeFiles.reason(e) + ").", e);
        }
        return this;
    }

    /** The network settings of a finished run, for another one that starts from it. */
    public static NetworkSettings networkOf(Path folder) {
        return RunFolder.read(folder).setup().network().settings();
    }

    /**
     * Begins with another run's network, which is read and checked here, and its neck finder where it has one and no other was
     * given before.
     *
     * @param folder of that run
     * @param frozen what training leaves as it is
     */
    public TrainingRun startFrom(Path folder, FrozenStages frozen) {
        SourceRun.requireStages(config.network(), frozen, config.training());
        if (finder == null && Files.isRegularFile(RunFolder.finder(folder))) {
            finder(RunFolder.finder(folder));
        }
        source = SourceRun.read(folder, frozen, config.network(), preprocessing());
        return this;
    }

    /**
     * Says what the caller does to missing clinical values before the network sees them: it is recorded, and such a run is
     * never exported, since its file would not do it.
     */
    public TrainingRun imputed(String how) {
        imputation = how;
        return this;
    }

    /**
     * Gives a cohort with several radiographs of each subject, who lay anew each time: they say how far two estimates of the
     * same hip may be apart. Without one, repeated radiographs in the calibration split do, if they are enough.
     */
    public TrainingRun precisionStudy(Path cohortFolder) {
        precisionStudy = cohortFolder;
        return this;
    }

    /**
     * Prepares pictures with a neck finder, as preprocessing of version 2 does; it is opened and checked here.
     *
     * @param file as the {@code finder} command writes it, or a model or run's copy that carries one
     */
    public TrainingRun finder(Path file) {
        try (NeckFinder opened = NeckFinder.open(file)) {
            search = opened.search();
            finderAlone = opened.toBytes();
        }
        finder = file;
        return this;
    }

    /** Leaves these splits' subjects alone: {@link #load} reads neither their pictures nor their labels into the cohort. */
    public TrainingRun without(Set<Split> splits) {
        left = Set.copyOf(splits);
        return this;
    }

    /** Runs to the end. With {@code resume} it goes on where an interrupted run in {@code folder} was. */
    public RunRecord run(CohortLayout layout, Path folder, boolean resume) {
        requireFree(folder, resume);
        LoadedCohort loaded = load(layout);
        Cohort cohort = loaded.cohort();
        return run(loaded, cohort.split(Split.TRAIN), cohort.split(Split.CALIBRATION), false, folder, resume);
    }

    /** Reads a cohort as this run's network takes it; runs with the same picture size and crop can share it. */
    public LoadedCohort load(CohortLayout layout) {
        if (source != null) {
            source.requireFields(layout.clinicalFields());
        }
        List<ManifestRow> rows = CohortManifest.read(layout).stream()
                .filter(row -> !left.contains(row.split()))
                .toList();
        LeakCheck.require(layout, rows);
        if (source == null && finder == null) {
            requireBoxes(rows);
        }
        Cohort cohort;
        try (PictureReader pictures = pictures()) {
            cohort = Cohort.load(rows, pictures, config.threads());
        }
        if (source != null && config.network().localized()) {
            source.findNecks(cohort.data());
        }
        return new LoadedCohort(
                layout.simulated(),
                layout.densitometer(),
                layout.dataHash(),
                layout.clinicalFields(),
                layout.target(),
                layout.furtherTargets(),
                cohort);
    }

    /**
     * Runs on subjects of a loaded cohort that the caller chooses, whatever their split.
     *
     * @param training to learn from; an eighth of it is held back for early stopping
     * @param calibration to set intervals and thresholds by, with those held back; not learnt from
     */
    public RunRecord run(LoadedCohort loaded, Cohort training, Cohort calibration, Path folder, boolean resume) {
        return run(loaded, training, calibration, true, folder, resume);
    }

    private RunRecord run(
            LoadedCohort loaded,
            Cohort training,
            Cohort calibration,
            boolean acrossSplits,
            Path folder,
            boolean resume) {
        long started = System.nanoTime();
        requireFree(folder, resume);
        RefusedValueException.require(
                source != null || !config.training().fineTuning().byStage(),
                "gradual unfreezing and layer decay need a run to start from: random weights must learn");
        Preprocessing preprocessing = preprocessing();
        if (source != null) {
            source.require(loaded);
        }
        require(training.data().size(), "training");
        require(calibration.data().size(), "calibration");
        requireSense(training.rows());
        requireSense(calibration.rows());
        TrainingData train = training.subset(CalibrationSubjects.places(training.rows(), false))
                .data();
        Cohort validation = training.subset(CalibrationSubjects.places(training.rows(), true));
        FurtherLabels.require(loaded.furtherTargets(), train.further(), "those that are learned from");
        FurtherLabels.require(
                loaded.furtherTargets(),
                calibration.and(validation).data().further(),
                "the calibration split and those held back from training");
        Cohort study = precisionStudy == null ? null : precisionStudy(loaded);
        prepare(folder);
        keepFinder(folder);
        float[] meanCrop = MeanRadiograph.write(train.crops(), preprocessing, RunFolder.meanRadiograph(folder));
        List<ClinicalField> fields =
                source == null ? loaded.fields().standardised(train.clinical()) : source.clinicalFields();
        NetworkConfig network = source == null
                ? new NetworkConfig(
                        config.network(),
                        FieldEncodings.of(loaded.fields(), train.clinical()),
                        sizeRange(train),
                        loaded.furtherTargets().size())
                : source.network(config.network(), sizeRange(train));

        try (NDManager manager = NDManager.newBaseManager(device.device())) {
            Trained trained =
                    fit(network, manager, train, validation.data(), meanCrop, folder, resume, loaded.target());
            CalibrationSubjects subjects = CalibrationSubjects.of(calibration, validation, study)
                    .asTrained(
                            network.picture(),
                            config.training().augmentation(),
                            config.training().seed());
            Finished finished =
                    finish(folder, network, manager, train, calibration, validation, subjects, config.training());
            RunRecord record = new RunRecord(
                    new RunRecord.Data(
                            loaded.simulated(),
                            loaded.densitometer(),
                            loaded.dataHash(),
                            train.size(),
                            loaded.target(),
                            loaded.furtherTargets()),
                    new RunRecord.Setup(
                            network,
                            trained.backboneWeights(),
                            config.training(),
                            preprocessing,
                            fields,
                            trained.startedFrom()),
                    finished.calibration(),
                    finished.recalibration(),
                    golden(calibration.data()),
                    new RunRecord.Provenance(
                            SoftwareVersions.gitRevision(),
                            SoftwareVersions.libraries(),
                            device.reason(),
                            (System.nanoTime() - started) / 1e9),
                    trained.course(),
                    new RunRecord.Restrictions(acrossSplits, imputation));
            RunFolder.write(record, folder);
            return record;
        }
    }

    /** Wide where the usual range, less a fifth for augmentation, does not hold all boxes of the training split. */
    private static double sizeRange(TrainingData train) {
        return train.boxesWithin(0.8 * NetworkConfig.USUAL_SIZE_RANGE)
                ? NetworkConfig.USUAL_SIZE_RANGE
                : NetworkConfig.WIDE_SIZE_RANGE;
    }

    private Preprocessing preprocessing() {
        int side = config.imageSize();
        return finder == null ? Preprocessing.v1(side, side) : Preprocessing.v2(side, side, search);
    }

    private PictureReader pictures() {
        return PictureReader.of(preprocessing(), finder);
    }

    private Cohort precisionStudy(LoadedCohort loaded) {
        try (PictureReader pictures = pictures()) {
            return PrecisionStudy.load(
                    precisionStudy,
                    loaded.fields().definitions(),
                    loaded.cohort().rows(),
                    pictures,
                    config.threads());
        }
    }

    /** The finder alone, whatever file it came in: what is exported from the run carries it. */
    private void keepFinder(Path folder) {
        if (finder != null) {
            SafeFiles.writeAtomically(RunFolder.finder(folder), out -> out.write(finderAlone));
        }
    }

    /** The localiser learns from the neck's box: without it the loss would not be a number. */
    private void requireBoxes(List<ManifestRow> rows) {
        if (config.network().localized()) {
            rows.stream()
                    .filter(row -> row.view().neckBox() == null)
                    .findFirst()
                    .ifPresent(row -> {
                        throw new TrainerException(
                                Code.MANIFEST_VALUE,
                                "Line " + row.line()
                                        + " of the manifest has no neck box, which the localiser learns from."
                                        + " Expected the columns neck_x, neck_y, neck_half_width and neck_half_height;"
                                        + " or train without a crop (--crop 0).");
                    });
        }
    }

    /** Refuses what would be refused later, before minutes are spent on reading images; makes nothing. */
    private static void requireFree(Path folder, boolean resume) {
        if (!resume && Files.exists(folder.resolve(Fit.BEST))) {
            throw new TrainerException(
                    Code.OUTPUT, folder + " already holds a run. Choose another folder, or --resume it.");
        }
        Path there = folder.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new TrainerException(
                    Code.OUTPUT,
                    "Can't write the run folder " + folder + " (" + there + " is no folder that can be written).");
        }
    }

    /** Makes the run folder, once the cohort was found good. */
    private static void prepare(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new TrainerException(
                    Code.OUTPUT, "Can't write the run folder " + folder + " (" + SafeFiles.reason(e) + ").", e);
        }
    }

    private static void require(int n, String split) {
        if (n < SMALLEST_SPLIT) {
            throw new TrainerException(
                    Code.COHORT_TOO_SMALL,
                    "The " + split + " split has " + n + " subjects, expected at least " + SMALLEST_SPLIT + ".");
        }
    }

    /** Labels that teach nothing, or contradict each other. */
    static void requireSense(List<ManifestRow> rows) {
        if (rows.stream().mapToDouble(ManifestRow::bmd).distinct().count() < 2) {
            throw new TrainerException(
                    Code.MANIFEST_LABEL,
                    "Expected subjects of different BMD, received " + rows.size()
                            + " of one and the same: there is nothing to learn.");
        }
        Map<List<Object>, ManifestRow> hips = new HashMap<>();
        for (ManifestRow row : rows) {
            ManifestRow first =
                    hips.putIfAbsent(List.of(row.view().image(), row.view().side()), row);
            if (first != null && first.bmd() != row.bmd()) {
                throw new TrainerException(
                        Code.MANIFEST_LABEL,
                        "Expected one BMD for each hip of a picture, received two of one in the lines " + first.line()
                                + " and " + row.line() + ".");
            }
        }
    }

    private record Trained(RunRecord.Course course, String backboneWeights, String startedFrom) {}

    private Trained fit(
            NetworkConfig network,
            NDManager manager,
            TrainingData train,
            TrainingData validation,
            float[] meanCrop,
            Path folder,
            boolean resume,
            Target target) {
        try (Fit fit = new Fit(
                network,
                config.training(),
                NetworkConstants.of(train),
                manager,
                device.devices(),
                folder,
                resume,
                source == null ? null : source.start())) {
            fit.unit(target.unit());
            if (backboneWeights != null) {
                fit.initialise(backboneWeights, backboneSource);
            }
            List<EpochRecord> history = fit.run(train, validation, meanCrop);
            return new Trained(
                    new RunRecord.Course(fit.bestEpoch(), history), fit.backboneWeights(), fit.startedFrom());
        }
    }

    private record Finished(Recalibration recalibration, Calibration calibration) {}

    /** Loads the kept weights, fits the outlier score to them, sets the estimates straight, calibrates, writes the model. */
    private static Finished finish(
            Path folder,
            NetworkConfig config,
            NDManager manager,
            TrainingData train,
            Cohort calibration,
            Cohort validation,
            CalibrationSubjects subjects,
            TrainingConfig training) {
        PictureSettings picture = config.picture();
        long seed = training.seed();
        try (NDManager scope = manager.newSubManager();
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(config, scope);
            NamedParameters.load(
                    network, Safetensors.read(folder.resolve(Fit.BEST)).tensors());
            Predictor predictor = new Predictor(network, scope);
            TrainingData seen = AsTrained.pictures(
                    train, picture.imageHeight(), picture.imageWidth(), training.augmentation(), seed);
            Whitening whitening = Whitening.of(predictor.features(seen.crops(), seen.clinical()));
            NamedParameters.set(
                    NamedParameters.of(network).get("outlier.centre").getArray(), whitening.centre());
            NamedParameters.set(
                    NamedParameters.of(network).get("outlier.whitening").getArray(), whitening.matrix());
            TrainingData unseen = validation.data();
            Recalibration recalibration = Recalibration.of(
                    unseen.bmd(),
                    predictor.predict(unseen.crops(), unseen.clinical()).bmd());
            recalibration.apply(network);
            TrainingData held = calibration.data();
            CalibrationEstimates.of(calibration, predictor.predict(held.crops(), held.clinical()))
                    .write(folder);
            TrainingData data = subjects.data();
            Predictions out = predictor.predict(data.crops(), data.clinical());
            Calibration calibrated = Calibration.of(
                            out, subjects, LeastSignificantChange.of(predictor::predict, config, subjects, seed))
                    .withTrust(predictor::predict, config, out, subjects, seed);
            new Safetensors(NamedParameters.values(network), Map.of()).write(RunFolder.weights(folder));
            return new Finished(recalibration, calibrated);
        }
    }

    /** A few calibration subjects, coded as the card codes them; the last has nothing but its image. */
    private static List<RunRecord.GoldenInput> golden(TrainingData data) {
        List<RunRecord.GoldenInput> inputs = new ArrayList<>();
        for (int i = 0; i < GOLDEN; i++) {
            byte[] pixels = new byte[data.crops()[i].length];
            for (int p = 0; p < pixels.length; p++) {
                pixels[p] = (byte) Math.round(255 * data.crops()[i][p]);
            }
            List<Double> clinical = new ArrayList<>();
            for (float v : data.clinical()[i]) {
                // Through text: a float's double has digits that nobody measured.
                boolean missing = Float.isNaN(v) || i == GOLDEN - 1;
                clinical.add(missing ? null : Double.valueOf(Float.toString(v)));
            }
            inputs.add(new RunRecord.GoldenInput(GoldenVector.encode(pixels), clinical));
        }
        return inputs;
    }
}
