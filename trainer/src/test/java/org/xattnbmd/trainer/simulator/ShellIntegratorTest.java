package org.xattnbmd.trainer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.xattnbmd.trainer.simulator.ShellIntegrator.Passage;

class ShellIntegratorTest {

    private static final double RADIUS = 1.6;

    /** Volume of a spherical shell, summed over parallel rays, against the closed formula. */
    @Property(tries = 15, seed = "1")
    void aThinShellKeepsItsMassWhateverTheStep(
            @ForAll @DoubleRange(min = 0.02, max = 0.3) double thickness,
            @ForAll @DoubleRange(min = 0.08, max = 0.2) double step) {
        DistanceField sphere = new DistanceField(0.5)
                .addEllipsoid(Vec.of(0, 0, 0), Vec.of(0, 1, 0), Vec.of(1, 0, 0), RADIUS, 1, RADIUS, thickness);
        double inner = RADIUS - thickness;
        double expected = 4.0 / 3 * Math.PI * (RADIUS * RADIUS * RADIUS - inner * inner * inner);
        assertThat(shellVolume(sphere, step)).isCloseTo(expected, within(0.02 * expected));
    }

    /** A 0.3 mm cortex seen with 0.8 mm and with 2 mm steps. */
    @Property(tries = 8, seed = "2")
    void halvingTheStepChangesNothing(@ForAll @DoubleRange(min = 0.03, max = 0.2) double thickness) {
        DistanceField neck = new DistanceField(0.8)
                .add(
                        Vec.of(0, -3, 0),
                        Vec.of(0, 3, 0),
                        Vec.of(1, 0, 0),
                        1.7,
                        1.8,
                        -0.2,
                        0.85,
                        0.8,
                        thickness,
                        thickness,
                        0);
        double fine = shellVolume(neck, 0.05);
        assertThat(shellVolume(neck, 0.2)).isCloseTo(fine, within(0.02 * fine));
    }

    @Property(tries = 40, seed = "3")
    void aChordThroughASphereIsExact(@ForAll @DoubleRange(min = 0, max = 1.5) double offset) {
        DistanceField sphere = new DistanceField(0.5)
                .addEllipsoid(Vec.of(0, 0, 0), Vec.of(0, 1, 0), Vec.of(1, 0, 0), RADIUS, 1, RADIUS, 0.1);
        ShellIntegrator ray = new ShellIntegrator(sphere, 0.1, 0.3);
        Passage passage = through(ray, offset, 0);
        double chord = 2 * Math.sqrt(RADIUS * RADIUS - offset * offset);
        assertThat((double) passage.shellLength() + passage.interiorLength())
                .isCloseTo(chord, within(0.01 * chord + 0.005));
        assertThat(passage.interiorMass()).isEqualTo(passage.interiorLength());
    }

    @Property(tries = 30, seed = "4")
    void anEllipsoidChordIsExactUnderRotation(
            @ForAll @DoubleRange(min = 0, max = 180) double turn,
            @ForAll @DoubleRange(min = 0.2, max = 2) double half) {
        DistanceField body = new DistanceField(0.1)
                .addEllipsoid(
                        Vec.of(0, 0, 0),
                        Vec.apply(Vec.rotation(2, turn), Vec.of(0, 1, 0)),
                        Vec.apply(Vec.rotation(2, turn), Vec.of(1, 0, 0)),
                        half,
                        1.5,
                        2 * half,
                        0.01);
        ShellIntegrator ray = new ShellIntegrator(body, 0.1, 0.3);
        Passage passage = through(ray, 0, 0);
        assertThat((double) passage.shellLength() + passage.interiorLength())
                .isCloseTo(3 * half, within(0.03 * half + 0.01));
    }

    @Example
    void raysBesideTheBodyMeetNoSoftTissue() {
        SoftTissue soft = TestPhantoms.phantom(5).softTissue();
        assertThat(soft.ellipsoidCount()).isPositive();
        for (int e = 0; e < soft.ellipsoidCount(); e++) {
            assertThat(soft.chord(e, new Ray(500, 500, -90, 0, 0, 1))).isZero();
        }
    }

    private static Ray down(double x, double y) {
        return new Ray((float) x, (float) y, -10, 0, 0, 1);
    }

    private static Passage through(ShellIntegrator solid, double x, double y) {
        Ray ray = down(x, y);
        solid.cull(ray, 0);
        return solid.integrate(ray, null);
    }

    private static double shellVolume(DistanceField field, double step) {
        ShellIntegrator ray = new ShellIntegrator(field, step, 2.5 * step);
        double grid = 0.05;
        double sum = 0;
        for (double y = -4.5 + grid / 2; y < 4.5; y += grid) {
            for (double x = -2.5 + grid / 2; x < 2.5; x += grid) {
                Ray down = down(x, y);
                if (ray.cull(down, 0)) {
                    sum += ray.integrate(down, null).shellLength() * grid * grid;
                }
            }
        }
        return sum;
    }
}
