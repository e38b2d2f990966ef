package org.xattnbmd.samples.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;

/**
 * The rows that a screening writes: an estimate, or a refusal with its code. Neither the path of the radiograph nor a
 * refusal's message is kept, because both may tell who the subject is.
 */
final class ScreeningRow {

    private static final ArrayType WORDS = DataTypes.createArrayType(DataTypes.StringType, false);

    /** Columns are part of the application's interface; SCALE-OUT.md describes them. */
    private static final StructType OF_FEMORAL_NECK = new StructType()
            .add("id", DataTypes.StringType, false)
            .add("side", DataTypes.StringType, false)
            .add("error_code", DataTypes.StringType)
            .add("bmd_g_per_cm2", DataTypes.DoubleType)
            .add("lower_g_per_cm2", DataTypes.DoubleType)
            .add("upper_g_per_cm2", DataTypes.DoubleType)
            .add("coverage", DataTypes.DoubleType)
            .add("t_score", DataTypes.DoubleType)
            .add("category", DataTypes.StringType)
            .add("below_thresholds", WORDS)
            .add("warnings", WORDS)
            .add("outlier_score", DataTypes.DoubleType)
            .add("outlier_limit", DataTypes.DoubleType)
            .add("outlier_hard_limit", DataTypes.DoubleType)
            .add("trust", DataTypes.StringType)
            .add("trust_reasons", WORDS)
            .add("model_id", DataTypes.StringType, false)
            .add("model_version", DataTypes.StringType, false)
            .add("model_sha256", DataTypes.StringType, false)
            .add("simulated", DataTypes.BooleanType, false);

    /** What the columns in g/cm² are called for another target. */
    private static final Map<String, String> IN_OWN_UNIT =
            Map.of("bmd_g_per_cm2", "value", "lower_g_per_cm2", "lower", "upper_g_per_cm2", "upper");

    /** What only a target with a reference population has. */
    private static final Set<String> OF_A_REFERENCE = Set.of("t_score", "category", "below_thresholds");

    private ScreeningRow() {}

    /** The columns for a target: those of another than femoral-neck BMD have its name and unit, and nothing of T-scores. */
    static StructType schema(ModelCard.Target target) {
        if (target.hasReference()) {
            return OF_FEMORAL_NECK;
        }
        StructType schema = new StructType();
        for (StructField field : OF_FEMORAL_NECK.fields()) {
            if (!OF_A_REFERENCE.contains(field.name())) {
                schema = schema.add(
                        IN_OWN_UNIT.getOrDefault(field.name(), field.name()), field.dataType(), field.nullable());
            }
        }
        return schema.add("target", DataTypes.StringType, false).add("unit", DataTypes.StringType, false);
    }

    private static Row row(ModelCard.Target target, Object... values) {
        if (target.hasReference()) {
            return RowFactory.create(values);
        }
        List<Object> kept = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (!OF_A_REFERENCE.contains(OF_FEMORAL_NECK.fields()[i].name())) {
                kept.add(values[i]);
            }
        }
        kept.add(target.name());
        kept.add(target.unit());
        return RowFactory.create(kept.toArray());
    }

    static Row of(String id, Radiograph.Side side, BmdEstimate e) {
        ModelIdentity model = e.model();
        return row(
                e.target(),
                id,
                word(side),
                null,
                e.bmd(),
                e.interval().lower(),
                e.interval().upper(),
                e.interval().coverage(),
                e.tScore(),
                word(e.category()),
                e.screening().stream()
                        .filter(BmdEstimate.Decision::below)
                        .map(BmdEstimate.Decision::name)
                        .toArray(String[]::new),
                e.warnings().stream().map(warning -> word(warning.kind())).toArray(String[]::new),
                e.outlierScore().map(BmdEstimate.OutlierScore::value).orElse(null),
                e.outlierScore().map(BmdEstimate.OutlierScore::limit).orElse(null),
                e.outlierScore().flatMap(ScreeningRow::hardLimit).orElse(null),
                word(e.trust().level()),
                e.trust().reasons().stream().map(ScreeningRow::word).toArray(String[]::new),
                model.id(),
                model.version(),
                model.sha256(),
                model.simulated());
    }

    static Row of(String id, Radiograph.Side side, BmdException refusal, ModelIdentity model) {
        return row(
                model.target(),
                id,
                word(side),
                refusal.code().id(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                refusal.code() == BmdException.Code.NOT_USABLE ? word(BmdEstimate.Trust.Level.NOT_USABLE) : null,
                null,
                model.id(),
                model.version(),
                model.sha256(),
                model.simulated());
    }

    private static Optional<Double> hardLimit(BmdEstimate.OutlierScore score) {
        return score.hardLimit().isPresent() ? Optional.of(score.hardLimit().getAsDouble()) : Optional.empty();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
