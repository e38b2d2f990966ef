package org.xattnbmd.trainer.study;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.network.AttentionGate;
import org.xattnbmd.trainer.network.Backbone;
import org.xattnbmd.trainer.network.FusionStrategy;
import org.xattnbmd.trainer.training.LossConfig;
import org.xattnbmd.trainer.training.LossKind;

/** What an ablation can vary, one at a time, everything else as in the reference. */
public enum VariantAxis {
    /** How image and clinical tokens meet. */
    FUSION(names(FusionStrategy.values())) {
        @Override
        Variant apply(Variant base, String value) {
            return base.with(base.config().withFusion(FusionStrategy.valueOf(constant(value))));
        }
    },
    /** The regression loss, each with its default weights. */
    LOSS(names(LossKind.values())) {
        @Override
        Variant apply(Variant base, String value) {
            LossConfig loss = base.config().training().loss();
            LossConfig usual = LossConfig.of(LossKind.valueOf(constant(value)));
            return base.with(
                    base.config().withLoss(loss.withKind(usual.kind(), usual.densityWeight(), usual.clinicalWeight())));
        }
    },
    /** The image encoder. */
    BACKBONE(names(Backbone.values())) {
        @Override
        Variant apply(Variant base, String value) {
            return base.with(base.config().withBackbone(Backbone.valueOf(constant(value))));
        }
    },
    /** The two weights of the smooth L1 loss; {@code none} is the plain one. */
    WEIGHTING(List.of("none", "density", "clinical", "both")) {
        @Override
        Variant apply(Variant base, String value) {
            LossConfig usual = LossConfig.defaults();
            boolean density = value.equals("density") || value.equals("both");
            boolean clinical = value.equals("clinical") || value.equals("both");
            return base.with(base.config()
                    .withLoss(base.config()
                            .training()
                            .loss()
                            .withKind(
                                    density || clinical ? LossKind.WEIGHTED_SMOOTH_L1 : LossKind.SMOOTH_L1,
                                    density ? usual.densityWeight() : 0,
                                    clinical ? usual.clinicalWeight() : 0)));
        }
    },
    /** How much of what attention finds out is added to the tokens. */
    GATE(names(AttentionGate.values())) {
        @Override
        Variant apply(Variant base, String value) {
            return base.with(base.config().withGate(AttentionGate.valueOf(constant(value))));
        }
    },
    /** How missing clinical values are met. */
    MISSING(names(MissingValues.values())) {
        @Override
        Variant apply(Variant base, String value) {
            return new Variant(base.name(), base.config(), MissingValues.valueOf(constant(value)));
        }
    };

    private final List<String> levels;

    VariantAxis(List<String> levels) {
        this.levels = levels;
    }

    /** What it can be set to, in lower case. */
    public List<String> levels() {
        return levels;
    }

    /** The base with one value of this axis, still under the base's name. */
    abstract Variant apply(Variant base, String value);

    /** The base's variants with these values, or with all of them if none is given. */
    List<Variant> variants(Variant base, List<String> chosen) {
        for (String value : chosen) {
            if (!levels.contains(value)) {
                throw new RefusedValueException(
                        "expected " + label() + " to vary over " + levels + ", received \"" + value + "\"");
            }
        }
        return (chosen.isEmpty() ? levels : chosen)
                .stream().map(v -> apply(base, v).named(label() + "=" + v)).toList();
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static List<String> names(Enum<?>[] constants) {
        return Stream.of(constants).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
    }

    private static String constant(String value) {
        return value.toUpperCase(Locale.ROOT);
    }
}
