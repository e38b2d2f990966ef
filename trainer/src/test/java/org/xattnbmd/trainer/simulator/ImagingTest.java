package org.xattnbmd.trainer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ImagingTest {

    private static final int SIZE = 96;
    private static final double FIELD = 19;

    @Property(tries = 6, seed = "1")
    void transmissionIsAShareOfTheBeam(
            @ForAll @IntRange(max = 400) int index, @ForAll @DoubleRange(min = 60, max = 95) double tubeVoltage) {
        PathMaps maps = project(TestPhantoms.phantom(index), index);
        float[] transmission = Detector.transmission(maps, Attenuation.spectrum(tubeVoltage, 0.3));
        for (float t : transmission) {
            assertThat(t).isGreaterThan(0f).isLessThanOrEqualTo(1f);
        }
    }

    @Test
    void moreMineralLetsLessThrough() {
        Phantom phantom = TestPhantoms.phantom(4);
        FemurShape shape = phantom.femur().shape();
        Phantom dense = TestPhantoms.with(phantom, TestPhantoms.scaled(shape, 1.3, 1.4));
        Pose pose = pose(phantom, 4);
        PathMaps thin = new Projector(TestPhantoms.with(phantom, shape), pose, SIZE, FIELD).project();
        PathMaps thick = new Projector(dense, pose, SIZE, FIELD).project();
        assertThat(sum(thick.mineral)).isGreaterThan(1.1 * sum(thin.mineral));
        double[] spectrum = Attenuation.spectrum(75, 0.3);
        assertThat(sum(Detector.transmission(thick, spectrum))).isLessThan(sum(Detector.transmission(thin, spectrum)));
        assertThat(thick.fat).isEqualTo(thin.fat);
    }

    @Test
    void rayDensityDoesNotChangeTheMineralSeen() {
        Phantom phantom = TestPhantoms.phantom(6);
        Pose pose = pose(phantom, 6);
        PathMaps coarse = new Projector(phantom, pose, SIZE, FIELD).project();
        PathMaps fine = new Projector(phantom, pose, 3 * SIZE, FIELD).project();
        double massCoarse = sum(coarse.mineral) * coarse.pixelCm * coarse.pixelCm;
        double massFine = sum(fine.mineral) * fine.pixelCm * fine.pixelCm;
        assertThat(massCoarse).isCloseTo(massFine, within(0.01 * massFine));
    }

    @Test
    void theLabelAndTheFactsDoNotDependOnThePicture() {
        SimulationConfig small = SimulationConfig.defaults().withSubjects(3).withImageSize(64);
        SimulatedSubject a = new CohortSimulator(small).subject(2);
        SimulatedSubject b =
                new CohortSimulator(small.withImageSize(80).withFieldCm(24).withSubjects(9)).subject(2);
        assertThat(b.femoralNeckBmd()).isEqualTo(a.femoralNeckBmd());
        assertThat(b.facts()).isEqualTo(a.facts());
        assertThat(b.radiograph().pixels()).hasSize(80 * 80);
    }

    @Test
    void repeatedRadiographsShowTheSamePersonInAnotherPose() {
        CohortSimulator simulator =
                new CohortSimulator(SimulationConfig.defaults().withSubjects(2).withImageSize(64));
        SimulatedSubject first = simulator.subject(1);
        SimulatedSubject again = simulator.repeat(1, 3);
        assertThat(simulator.repeat(1, 0).radiograph().pixels())
                .isEqualTo(first.radiograph().pixels());
        assertThat(simulator.repeat(1, 3).radiograph().pixels())
                .isEqualTo(again.radiograph().pixels());
        assertThat(again.facts()).isEqualTo(first.facts());
        assertThat(again.femoralNeckBmd()).isEqualTo(first.femoralNeckBmd());
        assertThat(again.radiograph().bitsStored()).isEqualTo(first.radiograph().bitsStored());
        assertThat(again.radiograph().neckBox()).isNotEqualTo(first.radiograph().neckBox());
        assertThat(again.radiograph().pixels()).isNotEqualTo(first.radiograph().pixels());
    }

    @Test
    void theSameSeedGivesEachSiteItsOwnPeople() {
        SimulationConfig config = SimulationConfig.defaults().withSubjects(2).withImageSize(64);
        SimulatedSubject here = new CohortSimulator(config).subject(0);
        SimulatedSubject there = new CohortSimulator(config.withSite(Site.EXTERNAL)).subject(0);
        assertThat(there.femoralNeckBmd()).isNotEqualTo(here.femoralNeckBmd());
        assertThat(there.facts().weightKg()).isNotEqualTo(here.facts().weightKg());
    }

    @Test
    void aRightHipIsTheMirrorOfALeftOne() {
        Phantom phantom = TestPhantoms.phantom(8);
        Pose pose = pose(phantom, 8);
        SimulatedRadiograph left = expose(phantom, pose, true);
        SimulatedRadiograph right = expose(phantom, pose, false);
        int same = 0;
        for (int j = 0; j < SIZE; j++) {
            for (int i = 0; i < SIZE; i++) {
                int a = left.pixels()[j * SIZE + i] & 0xffff;
                int b = right.pixels()[j * SIZE + SIZE - 1 - i] & 0xffff;
                same += Math.abs(a - b) <= (1 << left.bitsStored()) / 50 ? 1 : 0;
            }
        }
        // All but the side marker's letter.
        assertThat(same).isGreaterThan((int) (0.95 * SIZE * SIZE));
    }

    @Property(tries = 8, seed = "2")
    void theNeckBoxHoldsTheNeck(@ForAll @IntRange(max = 2000) int index) {
        Phantom phantom = TestPhantoms.phantom(index);
        Pose pose = pose(phantom, index);
        FemurShape shape = phantom.femur().shape();
        NeckBox box = NeckBox.of(shape, pose, FIELD);
        double[] at = pose.project(Vec.apply(pose.femurToWorld(), shape.readNeckCentre()));
        assertThat(0.5 + at[0] / FIELD).isCloseTo(box.x(), within(0.02));
        assertThat(0.5 - at[1] / FIELD).isCloseTo(box.y(), within(0.02));
        assertThat(box.mirrored().x()).isEqualTo(1 - box.x());
        // Mineral in the middle of the box, on the picture that the same pose gives.
        PathMaps maps = new Projector(phantom, pose, SIZE, FIELD).project();
        assertThat(maps.mineral[(int) (box.y() * SIZE) * SIZE + (int) (box.x() * SIZE)])
                .isGreaterThan(0.1f);
    }

    private static SimulatedRadiograph expose(Phantom phantom, Pose pose, boolean left) {
        return SimulatedRadiograph.take(
                phantom,
                pose,
                SimulationConfig.defaults().withImageSize(SIZE),
                left,
                Rng.stream(1, 0, Rng.Purpose.DETECTOR),
                Rng.stream(1, 0, Rng.Purpose.PROCESSING));
    }

    private static Pose pose(Phantom phantom, int index) {
        return Pose.draw(
                Rng.stream(11, index, Rng.Purpose.POSITIONING),
                Site.PRIMARY,
                phantom.femur().shape(),
                phantom.softTissue().thicknessCm());
    }

    private static PathMaps project(Phantom phantom, int index) {
        return new Projector(phantom, pose(phantom, index), SIZE, FIELD).project();
    }

    private static double sum(float[] a) {
        double s = 0;
        for (float v : a) {
            s += v;
        }
        return s;
    }
}
