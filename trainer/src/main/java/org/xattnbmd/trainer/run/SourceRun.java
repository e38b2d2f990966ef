package org.xattnbmd.trainer.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.Target;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.Sha256;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.checkpoint.Safetensors.Tensor;
import org.xattnbmd.trainer.data.FieldDeclaration;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.data.StudyFields;
import org.xattnbmd.trainer.network.FrozenStages;
import org.xattnbmd.trainer.network.NetworkConfig;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;
import org.xattnbmd.trainer.network.NetworkSettings;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.training.Gradients;
import org.xattnbmd.trainer.training.Predictor;
import org.xattnbmd.trainer.training.TrainingConfig;
import org.xattnbmd.trainer.training.TrainingData;
import org.xattnbmd.trainer.training.WarmStart;

/** A finished run whose network another run begins with, and what must be the same in both. */
final class SourceRun {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What has no weights, so that it may differ. */
    private static final String DROPOUT = "dropout";

    private final RunRecord record;
    private final Map<String, Tensor> weights;
    private final String hash;
    private final FrozenStages frozen;
    private int necksFound;

    private SourceRun(RunRecord record, Map<String, Tensor> weights, String hash, FrozenStages frozen) {
        this.record = record;
        this.weights = weights;
        this.hash = hash;
        this.frozen = frozen;
    }

    /**
     * Reads a run's folder.
     *
     * @throws TrainerException {@code CHECKPOINT} if it holds no finished run, or another network than is wanted
     */
    static SourceRun read(Path folder, FrozenStages frozen, NetworkSettings wanted, Preprocessing preprocessing) {
        RunRecord record = RunFolder.read(folder);
        List<String> differences = differences(record, wanted, preprocessing);
        if (!differences.isEmpty()) {
            throw new TrainerException(
                    Code.CHECKPOINT,
                    "The run to start from has another network: " + String.join("; ", differences)
                            + ". Leave the network's options out: they are that run's then.");
        }
        Path file = RunFolder.weights(folder);
        try {
            return new SourceRun(record, Safetensors.read(file).tensors(), Sha256.of(file), frozen);
        } catch (IOException e) {
            throw new TrainerException(
                    Code.CHECKPOINT, "Can't read the weights to start from (" + SafeFiles.reason(e) + ").", e);
        }
    }

    private static List<String> differences(RunRecord source, NetworkSettings wanted, Preprocessing preprocessing) {
        List<String> differences = new ArrayList<>();
        JsonNode theirs = JSON.valueToTree(source.setup().network().settings());
        JsonNode ours = JSON.valueToTree(wanted);
        ours.properties().forEach(e -> {
            if (!e.getKey().equals(DROPOUT) && !e.getValue().equals(theirs.get(e.getKey()))) {
                differences.add(e.getKey() + " " + theirs.get(e.getKey()) + " there, " + e.getValue() + " here");
            }
        });
        if (!sameScale(source.setup().preprocessing(), preprocessing)) {
            differences.add("preprocessing " + inWords(source.setup().preprocessing()) + " there, "
                    + inWords(preprocessing) + " here");
        }
        return differences;
    }

    private static String inWords(Preprocessing p) {
        return "of version " + p.version() + " to " + p.width() + "x" + p.height()
                + (p.search() == null ? "" : " with " + p.search().regionBoxes() + " boxes around the neck");
    }

    /** Another neck finder may find the necks, if the network goes on to see them at the size that it knows. */
    private static boolean sameScale(Preprocessing theirs, Preprocessing ours) {
        if (theirs.search() == null || ours.search() == null) {
            return theirs.equals(ours);
        }
        return theirs.search().regionBoxes() == ours.search().regionBoxes()
                && theirs.withSearch(ours.search()).equals(ours);
    }

    /**
     * Refuses a cohort of other clinical fields than the source's network takes.
     *
     * @throws TrainerException {@code CHECKPOINT}
     */
    void requireFields(StudyFields cohort) {
        List<String> theirs = new ArrayList<>();
        for (int f = 0; f < clinicalFields().size(); f++) {
            FieldEncoding encoding = record.setup().network().fields().get(f);
            theirs.add(meaning(
                    clinicalFields().get(f), encoding.categories(), encoding.log(), encoding.filling() != null));
        }
        List<String> ours = cohort.declarations().stream()
                .map(d -> meaning(
                        d.field(),
                        d.indicators() ? d.field().categories().size() : 0,
                        d.log(),
                        d.absence().sense() != FieldDeclaration.Absence.Sense.INDICATOR))
                .toList();
        if (!theirs.equals(ours)) {
            throw new TrainerException(
                    Code.CHECKPOINT,
                    "The run to start from has another network: clinical fields " + theirs + " there, " + ours
                            + " here. Expected a cohort with that run's fields.");
        }
    }

    private static String meaning(ClinicalField field, int indicators, boolean log, boolean filled) {
        String words = field.categories().isEmpty() ? field.name() : field.name() + field.categories();
        boolean ordered = !field.categories().isEmpty() && indicators == 0;
        return words + (ordered ? " in order" : "") + (log ? " as logarithm" : "") + (filled ? " filled" : "");
    }

    /**
     * Refuses a cohort that this network cannot go on with.
     *
     * @throws TrainerException {@code COHORT_DESCRIPTION} if its BMD is of another scale, {@code COHORT_OTHER} if its held-out
     *     subjects were learned from
     */
    void require(LoadedCohort loaded) {
        if (!record.data().measured().equals(loaded.target())) {
            throw new TrainerException(
                    Code.COHORT_DESCRIPTION,
                    "The run to start from estimates "
                            + record.data().measured().label() + ", the cohort has "
                            + loaded.target().label() + ". Expected a cohort of the same target.");
        }
        if (!record.data().furtherTargets().equals(loaded.furtherTargets())) {
            throw new TrainerException(
                    Code.COHORT_DESCRIPTION,
                    "The run to start from has the further targets "
                            + names(record.data().furtherTargets()) + ", the cohort has "
                            + names(loaded.furtherTargets())
                            + ". Expected the same, in the same order and with the same ranges.");
        }
        if (!record.data().densitometer().equals(loaded.densitometer())) {
            throw new TrainerException(
                    Code.COHORT_DESCRIPTION,
                    "The run to start from estimates BMD on the "
                            + record.data().densitometer()
                            + " scale, the cohort was measured on " + loaded.densitometer()
                            + "'s. Expected a cohort measured on the same scale.");
        }
        if (record.restrictions().acrossSplits() && record.data().dataHash().equals(loaded.dataHash())) {
            throw new TrainerException(
                    Code.COHORT_OTHER,
                    "The run to start from is a fold of a cross-validation of this very cohort: it has learned from subjects"
                            + " of all splits. Expected a run of `train`, or another cohort.");
        }
    }

    private static List<String> names(List<Target> targets) {
        return targets.stream().map(Target::name).toList();
    }

    /** The network to train: the source's, its fields' means and ranges included. */
    NetworkConfig network(NetworkSettings wanted, double sizeRange) {
        NetworkConfig source = record.setup().network();
        if (sizeRange > source.sizeRange()) {
            throw new TrainerException(
                    Code.CHECKPOINT,
                    "The run to start from learned necks of one size, sizeRange " + source.sizeRange()
                            + "; the cohort's boxes need " + sizeRange + ". Expected a cohort of one kind of picture.");
        }
        return new NetworkConfig(wanted, source.fields(), source.sizeRange(), source.further());
    }

    /** As the card lists them: means and sds of the subjects that the source learned from, by which the network codes. */
    List<ClinicalField> clinicalFields() {
        return record.setup().clinicalFields();
    }

    WarmStart start() {
        String found = necksFound == 0 ? "" : "; necks of " + necksFound + " radiographs found by its localiser";
        return new WarmStart(
                weights,
                "weights of SHA-256 " + hash + ", learned from " + record.data().subjects()
                        + (record.data().simulated() ? " SIMULATED" : "") + " subjects of the data of SHA-256 "
                        + record.data().dataHash() + "; kept: "
                        + frozen.name().toLowerCase(Locale.ROOT) + found,
                frozen);
    }

    /** Where a radiograph came without its neck's box, the source's localiser finds it; a site has hardly ever marked them. */
    void findNecks(TrainingData data) {
        List<Integer> without = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            if (Float.isNaN(data.boxes()[i][0])) {
                without.add(i);
            }
        }
        necksFound = without.size();
        if (without.isEmpty()) {
            return;
        }
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Gradients off = Gradients.off()) {
            XAttnBmd network = XAttnBmd.create(record.setup().network(), manager);
            NamedParameters.load(network, weights);
            float[][] boxes = new Predictor(network, manager)
                    .predict(
                            without.stream().map(i -> data.crops()[i]).toArray(float[][]::new),
                            without.stream().map(i -> data.clinical()[i]).toArray(float[][]::new))
                    .boxes();
            for (int k = 0; k < boxes.length; k++) {
                data.boxes()[without.get(k)] = boxes[k];
            }
        }
    }

    /** Whether this network has stages to keep or to open, and the training epochs for it. */
    static void requireStages(NetworkSettings network, FrozenStages frozen, TrainingConfig training) {
        RefusedValueException.require(
                frozen == FrozenStages.NONE && !training.fineTuning().byStage()
                        || network.fusion().usesImage(),
                "the fusion strategy " + network.fusion() + " has no image encoder to freeze, unfreeze or slow down");
        int open = training.fineTuning().allOpenAfter(frozen.last());
        int rest = training.schedule().beforeAveraging();
        RefusedValueException.require(
                open < rest,
                "gradual unfreezing every " + training.fineTuning().unfreezeEvery()
                        + " epochs lets the last stage learn after " + open + ", expected fewer than the " + rest
                        + " epochs that are not averaged");
    }
}
