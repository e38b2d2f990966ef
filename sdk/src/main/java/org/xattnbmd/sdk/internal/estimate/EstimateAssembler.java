package org.xattnbmd.sdk.internal.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Area;
import org.xattnbmd.sdk.BmdEstimate.AttentionMap;
import org.xattnbmd.sdk.BmdEstimate.Decision;
import org.xattnbmd.sdk.BmdEstimate.OutlierScore;
import org.xattnbmd.sdk.BmdEstimate.Trust;
import org.xattnbmd.sdk.BmdEstimate.Trust.Reason;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.NeckFinder.Found;
import org.xattnbmd.sdk.internal.clinical.FieldShares;
import org.xattnbmd.sdk.internal.clinical.References;
import org.xattnbmd.sdk.internal.clinical.TScores;
import org.xattnbmd.sdk.internal.concurrent.Background;
import org.xattnbmd.sdk.internal.model.ModelFile;
import org.xattnbmd.sdk.internal.picture.RadiographView;
import org.xattnbmd.sdk.internal.preprocessing.PreparedRadiograph;
import org.xattnbmd.sdk.internal.preprocessing.PreparedRadiograph.Placement;
import org.xattnbmd.sdk.internal.session.NetworkOutput;

/** Makes the network's numbers for one subject into an estimate. Immutable. */
public final class EstimateAssembler {

    private final ModelCard card;
    private final References references;
    private final Background<String> hash;
    private final OptionalDouble hardLimit;
    private final List<String> fields;
    private final Quantiles quantiles;
    private final FurtherEstimates further;

    private final Usability usability;

    private final TScores.Reading unscored;

    private volatile BmdEstimate.ModelIdentity identity;

    EstimateAssembler(ModelFile model, References references, Usability usability) {
        this.references = references;
        this.usability = usability;
        card = model.card();
        hardLimit = card.trust().stream()
                .mapToDouble(ModelCard.TrustLimits::outlierHardLimit)
                .findFirst();
        hash = model.hash();
        unscored = TScores.without(card.target());
        fields = card.clinicalFields().stream()
                .map(ModelCard.ClinicalField::name)
                .toList();
        quantiles = new Quantiles(card.conformalQuantiles());
        further = new FurtherEstimates(card);
    }

    /** Which model; the first call waits until its file is hashed. */
    BmdEstimate.ModelIdentity identity() {
        BmdEstimate.ModelIdentity known = identity;
        if (known == null) {
            known = new BmdEstimate.ModelIdentity(
                    card.modelId(), card.modelVersion(), hash.await(), card.simulated(), card.target());
            identity = known;
        }
        return known;
    }

    /**
     * @throws BmdException {@code NOT_USABLE} if the radiograph is none that the model can say anything about, unless that is to
     *     be returned; {@code RESULT_OUT_OF_RANGE} if the network's answer is no estimate of a femoral neck, or of a further target
     */
    BmdEstimate assemble(
            NetworkOutput output,
            int n,
            RadiographView view,
            PreparedRadiograph prepared,
            Optional<Found> found,
            float[] clinical) {
        double bmd = output.bmd()[n];
        double spread = output.spread()[n];
        OutlierScore outlierScore = new OutlierScore(output.outlierScore()[n], card.outlierThreshold(), hardLimit);
        Optional<Area> neck = femoralNeck(output, n, prepared.placement());
        Resolution resolution = Resolution.of(neck, prepared.placement(), card.preprocessing());
        List<Reason> reasons =
                new ArrayList<>(PictureReasons.of(outlierScore, prepared.field(), resolution, hardLimit.isPresent()));
        found.ifPresent(hip -> reasons.addAll(FinderReasons.of(
                card.preprocessing().search(), hip, view.neckBox().isPresent())));
        Trust trust = usability.judge(reasons);
        PhysicalRange.check(bmd, spread, card.target());
        boolean usable = trust.usable();
        boolean scored = usable && references.young() != null;
        double tScore = scored ? TScores.tScore(bmd, references.young()) : Double.NaN;
        OptionalDouble zScore = scored
                ? TScores.zScore(bmd, references.byAge(), card.clinicalFields(), clinical)
                : OptionalDouble.empty();
        TScores.Reading reading = !usable
                ? unread(trust)
                : scored
                        ? TScores.read(tScore, zScore, references.rounding(), card.clinicalFields(), clinical)
                        : unscored;
        return new BmdEstimate(
                bmd,
                spread,
                tScore,
                references.young(),
                zScore,
                references.rounding(),
                reading.category(),
                reading.statement(),
                quantiles.around(bmd, spread, trust.widening()),
                usable ? screening(bmd) : List.of(),
                clinicalAttention(output, n),
                imageAttention(output, n, prepared.placement(), neck),
                neck,
                EstimateWarnings.of(card, view, prepared, clinical, outlierScore, resolution, reasons),
                identity(),
                Optional.of(outlierScore),
                trust,
                further.of(output, n, !reasons.isEmpty()));
    }

    private static TScores.Reading unread(Trust trust) {
        return new TScores.Reading(
                BmdEstimate.Category.NOT_APPLICABLE,
                "Not usable: " + trust.words() + ". The figures say nothing about a femoral neck.");
    }

    private List<Decision> screening(double bmd) {
        Decision[] decisions = new Decision[card.thresholds().size()];
        for (int i = 0; i < decisions.length; i++) {
            ModelCard.Threshold threshold = card.thresholds().get(i);
            decisions[i] = new Decision(threshold.name(), threshold.bmdGramsPerCm2(), bmd < threshold.bmdGramsPerCm2());
        }
        return List.of(decisions);
    }

    private FieldShares clinicalAttention(NetworkOutput output, int n) {
        double[] shares = new double[fields.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = output.clinicalAttention()[n * shares.length + i];
        }
        return new FieldShares(fields, shares);
    }

    private static AttentionMap imageAttention(NetworkOutput output, int n, Placement placement, Optional<Area> neck) {
        int rows = output.rows();
        int columns = output.columns();
        Float[] values = new Float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int from = placement.mirrored() ? columns - 1 - column : column;
                values[row * columns + column] = output.imageAttention()[(n * rows + row) * columns + from];
            }
        }
        // With a localiser the cells divide the neck crop, without one the whole input.
        Area whole = new Area(placement.x(), placement.y(), placement.width(), placement.height());
        return new AttentionMap(rows, columns, List.of(values), neck.orElse(whole));
    }

    private static Optional<Area> femoralNeck(NetworkOutput output, int n, Placement p) {
        if (output.neckBox() == null) {
            return Optional.empty();
        }
        float[] b = output.neckBox();
        return Optional.of(p.toPicture(b[4 * n], b[4 * n + 1], b[4 * n + 2], b[4 * n + 3]));
    }
}
