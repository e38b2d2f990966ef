package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.xattnbmd.sdk.BmdEstimate.Category;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.fixtures.TinyModel;

class TScoresPropertyTest {

    @Property
    void roundingMovesByAtMostHalfATenthAndKeepsOrder(
            @ForAll @DoubleRange(min = -8, max = 8) double a, @ForAll @DoubleRange(min = -8, max = 8) double b) {
        assertThat(TScores.rounded(a)).isCloseTo(a, within(0.05 + 1e-9));
        assertThat(TScores.rounded(Math.min(a, b))).isLessThanOrEqualTo(TScores.rounded(Math.max(a, b)));
    }

    @Property
    void roundingIsSymmetricAndKeepsWhatIsRounded(@ForAll @DoubleRange(min = -8, max = 8) double score) {
        assertThat(TScores.rounded(-score) + TScores.rounded(score)).isZero();
        assertThat(TScores.rounded(TScores.rounded(score))).isEqualTo(TScores.rounded(score));
    }

    @Property
    void denserBoneNeverHasAWorseCategory(
            @ForAll @DoubleRange(min = 0.2, max = 1.6) double a, @ForAll @DoubleRange(min = 0.2, max = 1.6) double b) {
        ReferencePopulation reference = TinyModel.card().reference();
        Category thinner = category(TScores.tScore(Math.min(a, b), reference));
        Category denser = category(TScores.tScore(Math.max(a, b), reference));

        assertThat(denser.ordinal()).isLessThanOrEqualTo(thinner.ordinal());
    }

    @Property
    void categoryAgreesWithTheTScoreThatIsReported(@ForAll @DoubleRange(min = -8, max = 8) double tScore) {
        double reported = TScores.rounded(tScore);

        assertThat(category(tScore))
                .isEqualTo(
                        reported <= -2.5
                                ? Category.OSTEOPOROSIS
                                : reported < -1 ? Category.LOW_BONE_MASS : Category.NORMAL);
    }

    private static Category category(double tScore) {
        return TScores.read(tScore, OptionalDouble.empty(), List.of(TinyModel.FIELDS.get(0)), new float[] {70})
                .category();
    }
}
