package org.xattnbmd.samples.spark;

import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Radiograph;

/**
 * The rows that a screening writes: an estimate, or a refusal with its code. Neither the path of the radiograph nor a
 * refusal's message is kept, because both may tell who the subject is.
 */
final class ScreeningRow {

    private static final ArrayType WORDS = DataTypes.createArrayType(DataTypes.StringType, false);

    /** Columns are part of the application's interface; SCALE-OUT.md describes them. */
    static final StructType SCHEMA = new StructType()
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

    private ScreeningRow() {}

    static Row of(String id, Radiograph.Side side, BmdEstimate e) {
        ModelIdentity model = e.model();
        return RowFactory.create(
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
        return RowFactory.create(
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
