package org.xattnbmd.sdk.internal.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCheck.Margin;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.internal.files.Hashes;
import org.xattnbmd.sdk.internal.model.OnnxStructure;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

/**
 * What the checks of one run share; whatever is costly is made once, when first asked for, so that the checks may come in any
 * order. Not thread-safe.
 */
final class CheckContext implements AutoCloseable {

    private static final int SAMPLES = 4;

    private final Path file;
    private final Baseline baseline;
    private final HeldOutSet manifest;
    private final Map<Margin, Double> margins;
    private final Function<Radiograph, GreyPicture> pixels;
    private final LongSupplier nanoClock;

    private final Once<ReadModel> model = new Once<>(this::read);
    private final Once<BmdEstimator> opened = new Once<>(this::open);
    private final Once<List<BmdRequest>> samples = new Once<>(this::chooseSamples);
    private final Once<List<Reading>> readings = new Once<>(this::readAll);

    CheckContext(
            Path file,
            Baseline baseline,
            HeldOutSet manifest,
            Map<Margin, Double> margins,
            Function<Radiograph, GreyPicture> pixels,
            LongSupplier nanoClock) {
        this.file = file;
        this.baseline = baseline;
        this.manifest = manifest;
        this.margins = margins;
        this.pixels = pixels;
        this.nanoClock = nanoClock;
    }

    Path file() {
        return file;
    }

    double margin(Margin margin) {
        return margins.get(margin);
    }

    LongSupplier nanoClock() {
        return nanoClock;
    }

    GreyPicture pixels(Radiograph radiograph) {
        return pixels.apply(radiograph);
    }

    Optional<HeldOutSet> manifest() {
        return Optional.ofNullable(manifest);
    }

    boolean hasBaseline() {
        return baseline != null;
    }

    Baseline baseline() {
        return Optional.ofNullable(baseline).orElseThrow(() -> new NotPossibleException("no baseline was given"));
    }

    /** The baseline's figure; empty if there is no baseline, or it lacks it. */
    OptionalDouble before(GateCheck check, String figure) {
        return baseline == null ? OptionalDouble.empty() : baseline.figure(check.name(), figure);
    }

    private ReadModel read() {
        return ReadModel.of(file);
    }

    /** The model file, for the check that judges whether it can be read. */
    Once<ReadModel> model() {
        return model;
    }

    private ReadModel readModel() {
        return model.orNotPossible("the model file cannot be read");
    }

    byte[] bytes() {
        return readModel().bytes();
    }

    OnnxStructure structure() {
        return readModel().structure();
    }

    ModelCard card() {
        return readModel().card();
    }

    /** Of the file; empty if it cannot be read. */
    String sha256() {
        try {
            return Hashes.sha256(bytes());
        } catch (NotPossibleException e) {
            return "";
        }
    }

    /**
     * Opens the model on the processor, one thread, so that results do not depend on how many there are; what it finds not
     * usable is returned, so that a model cannot look better by refusing more. Whoever calls it closes it.
     */
    BmdEstimator open() {
        return BmdEstimator.builder(file)
                .threads(1)
                .returnUnusable(true)
                .maximumModelBytes(bytes().length)
                .sha256(sha256())
                .open();
    }

    /** The model open, for the check that judges whether it opens. */
    Once<BmdEstimator> opened() {
        return opened;
    }

    BmdEstimator estimator() {
        return opened.orNotPossible("the model does not open");
    }

    /** A few exams: the first references, else the golden vectors. */
    List<BmdRequest> samples() {
        return samples.get();
    }

    private List<BmdRequest> chooseSamples() {
        return manifest == null ? golden() : firstReferences();
    }

    private List<BmdRequest> firstReferences() {
        List<HeldOutSet.Reference> all = manifest.references();
        return all.subList(0, Math.min(SAMPLES, all.size())).stream()
                .map(this::request)
                .toList();
    }

    private List<BmdRequest> golden() {
        int width = card().preprocessing().width();
        int height = card().preprocessing().height();
        if (Math.min(width, height) < Radiograph.MINIMUM_SIDE) {
            throw new NotPossibleException("no references, and the golden pictures are too small to be radiographs");
        }
        List<BmdRequest> requests = new ArrayList<>();
        ModelCard card = card();
        for (ModelCard.GoldenVector vector : card.goldenVectors()) {
            float[] values = vector.decodeRadiograph(width, height);
            byte[] grey = new byte[values.length];
            for (int i = 0; i < grey.length; i++) {
                grey[i] = (byte) Math.round(255 * values[i]);
            }
            ClinicalRecord.Builder clinical = ClinicalRecord.builder();
            for (int i = 0; i < vector.clinical().size(); i++) {
                if (vector.clinical().get(i) != null) {
                    clinical.set(
                            card.clinicalFields().get(i).name(),
                            vector.clinical().get(i));
                }
            }
            requests.add(new BmdRequest(
                    Radiograph.of(grey, width, height, PixelFormat.unsigned(8).withSide(Radiograph.Side.LEFT)),
                    clinical.build()));
        }
        return requests.subList(0, Math.min(SAMPLES, requests.size()));
    }

    /** Every reference with its estimate. */
    List<Reading> readings() {
        return readings.get();
    }

    private List<Reading> readAll() {
        if (manifest == null) {
            throw new NotPossibleException("no reference manifest was given");
        }
        if (!card().target().hasReference()) {
            throw new NotPossibleException("the references measure femoral-neck BMD, the model estimates "
                    + card().target().label());
        }
        BmdEstimator open = estimator();
        List<Reading> all = new ArrayList<>();
        for (HeldOutSet.Reference reference : manifest.references()) {
            BmdRequest request = request(reference);
            BmdEstimate estimate = open.estimate(request.radiograph(), request.clinical());
            all.add(new Reading(
                    reference.bmd(),
                    estimate.bmd(),
                    estimate.intervals(),
                    estimate.trust().usable(),
                    groups(reference)));
        }
        return List.copyOf(all);
    }

    private BmdRequest request(HeldOutSet.Reference reference) {
        return manifest.request(reference, card());
    }

    private Map<String, String> groups(HeldOutSet.Reference reference) {
        Map<String, String> groups = new LinkedHashMap<>();
        groups.put("side", reference.exam().side().name().toLowerCase(Locale.ROOT));
        List<ModelCard.ClinicalField> fields = card().clinicalFields();
        Map<String, String> facts = reference.exam().facts(fields);
        for (ModelCard.ClinicalField field : fields) {
            String value = facts.getOrDefault(field.name(), "");
            if (!field.categories().isEmpty()) {
                groups.put(field.name(), value.isEmpty() ? "missing" : value);
            } else if (field.name().equals("age") && !value.isEmpty()) {
                groups.put("age", 10 * (int) (Double.parseDouble(value) / 10) + "s");
            }
        }
        return groups;
    }

    @Override
    public void close() {
        BmdEstimator estimator = opened.orNull();
        if (estimator != null) {
            estimator.close();
        }
    }
}
