package org.xattnbmd.sdk.internal.clinical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalDouble;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.xattnbmd.sdk.BmdEstimate.Category;
import org.xattnbmd.sdk.ModelCard.ReferencePopulation;
import org.xattnbmd.sdk.fixtures.TinyModel;

class TScoresPropertyTest {

    private static final RoundingMode USUAL = RoundingMode.HALF_UP;

    @Property
    void roundingMovesByAtMostHalfATenthAndKeepsOrder(
            @ForAll @DoubleRange(min = -8, max = 8) double a, @ForAll @DoubleRange(min = -8, max = 8) double b) {
        assertThat(TScores.rounded(a, USUAL)).isCloseTo(a, within(0.05 + 1e-9));
        assertThat(TScores.rounded(Math.min(a, b), USUAL)).isLessThanOrEqualTo(TScores.rounded(Math.max(a, b), USUAL));
    }

    @Property
    void roundingIsSymmetricAndKeepsWhatIsRounded(@ForAll @DoubleRange(min = -8, max = 8) double score) {
        assertThat(TScores.rounded(-score, USUAL) + TScores.rounded(score, USUAL))
                .isZero();
        assertThat(TScores.rounded(TScores.rounded(score, USUAL), USUAL)).isEqualTo(TScores.rounded(score, USUAL));
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
    void categoryAgreesWithTheTScoreThatIsReported(
            @ForAll @DoubleRange(min = -8, max = 8) double tScore, @ForAll RoundingMode rounding) {
        Assume.that(rounding != RoundingMode.UNNECESSARY);
        double reported = TScores.rounded(tScore, rounding);

        assertThat(category(tScore, rounding))
                .isEqualTo(
                        reported <= -2.5
                                ? Category.OSTEOPOROSIS
                                : reported < -1 ? Category.LOW_BONE_MASS : Category.NORMAL);
    }

    private static Category category(double tScore) {
        return category(tScore, USUAL);
    }

    private static Category category(double tScore, RoundingMode rounding) {
        return TScores.read(
                        tScore, OptionalDouble.empty(), rounding, List.of(TinyModel.FIELDS.get(0)), new float[] {70})
                .category();
    }
}
