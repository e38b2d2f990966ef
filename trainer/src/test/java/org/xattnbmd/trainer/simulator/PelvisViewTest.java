package org.xattnbmd.trainer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.Radiograph.Side;

/** SIMULATED views of the whole pelvis. */
class PelvisViewTest {

    private static final SimulationConfig PELVES =
            SimulationConfig.defaults().withSubjects(8).withImageSize(96).withPelvisShare(1);
    private static final int SIZE = 256;

    @TempDir
    Path temp;

    /** One pelvis, the hip that was measured first. */
    private record Body(Phantom phantom, Pose pose, OtherHip other, double[] leg) {

        static Body of(int index) {
            Phantom phantom = TestPhantoms.phantom(index);
            Rng rng = Rng.stream(11, index, Rng.Purpose.OTHER_POSE);
            OtherHip other = OtherHip.grow(phantom, SubjectDomains.USUAL, 11, index);
            Pose hip = Pose.draw(
                    Rng.stream(11, index, Rng.Purpose.POSITIONING),
                    Site.PRIMARY,
                    phantom.femur().shape(),
                    phantom.softTissue().thicknessCm());
            return new Body(phantom, other.centred(hip, rng), other, other.legToWorld(rng));
        }

        Scene scene() {
            return Scene.pelvis(phantom, pose, other, leg);
        }

        NeckBox box() {
            return NeckBox.of(phantom.femur().shape(), pose, View.PELVIS_FIELD_CM);
        }

        float[] mineral(List<Bone> bones) {
            return new Projector(new Scene(bones, other.softTissue()), pose, SIZE, View.PELVIS_FIELD_CM)
                    .project()
                    .mineral;
        }
    }

    private static double mass(float[] mineral, double left, double right, double top, double bottom) {
        double sum = 0;
        for (int j = 0; j < SIZE; j++) {
            for (int i = 0; i < SIZE; i++) {
                double x = (i + 0.5) / SIZE;
                double y = (j + 0.5) / SIZE;
                sum += x >= left && x < right && y >= top && y < bottom ? mineral[j * SIZE + i] : 0;
            }
        }
        return sum;
    }

    private static double mass(float[] mineral, NeckBox b) {
        return mass(
                mineral, b.x() - b.halfWidth(), b.x() + b.halfWidth(), b.y() - b.halfHeight(), b.y() + b.halfHeight());
    }

    /** The two femora differ by a few per cent; the rest of the difference is the pose's. */
    @Test
    void bothHalvesHaveAboutTheSameMineral() {
        for (int index = 0; index < 6; index++) {
            Body body = Body.of(index);
            float[] mineral = body.mineral(body.scene().bones());
            double[] middle = body.pose()
                    .project(Vec.apply(
                            body.pose().pelvisToWorld(), Vec.of(body.other().midlineCm(), 2, 0)));
            double x = 0.5 + middle[0] / View.PELVIS_FIELD_CM;
            double measured = mass(mineral, x, 1, 0, 1);
            double other = mass(mineral, 0, x, 0, 1);
            assertThat(other / measured).as("subject %d", index).isBetween(0.85, 1.15);
        }
    }

    /** Most of the bone in the box is the measured hip's femur, and none of it is the other one's. */
    @Test
    void theBoxLiesOnTheNeckOfTheHipThatWasMeasured() {
        for (int index = 0; index < 6; index++) {
            Body body = Body.of(index);
            List<Bone> bones = body.scene().bones();
            NeckBox box = body.box();
            double whole = mass(body.mineral(bones), box);
            double measured = mass(body.mineral(bones.subList(0, 1)), box);
            assertThat(measured / whole).as("measured femur, subject %d", index).isGreaterThan(0.6);
            assertThat(mass(body.mineral(bones.subList(2, 3)), box)).isZero();
            FemurShape femur = body.phantom().femur().shape();
            double[] neck = body.pose().project(Vec.apply(body.pose().femurToWorld(), femur.readNeckCentre()));
            assertThat(box.x()).isEqualTo(0.5 + neck[0] / View.PELVIS_FIELD_CM, within(0.01));
            assertThat(box.y()).isEqualTo(0.5 - neck[1] / View.PELVIS_FIELD_CM, within(0.01));
            // The neck's place on the other hip, mirrored about the midline, has the other femur in it.
            assertThat(mass(body.mineral(bones.subList(2, 3)), 0, 0.5, 0, 1)).isPositive();
            assertThat(box.x() - box.halfWidth()).isGreaterThan(0.5);
        }
    }

    /** With one femur in the scene, the picture is brighter in the box than at the same place of the other side. */
    @Test
    void pictureAndBoxAreMirroredTogetherForARightHip() {
        Body body = Body.of(2);
        Scene oneFemur =
                new Scene(body.scene().bones().subList(0, 1), body.other().softTissue());
        SimulationConfig config = PELVES.withImageSize(SIZE);
        for (boolean left : new boolean[] {true, false}) {
            NeckBox box = left ? body.box() : body.box().mirrored();
            short[] pixels = SimulatedRadiograph.take(
                            new SimulatedRadiograph.Subject(body.phantom(), oneFemur, body.pose(), left),
                            View.PELVIS,
                            config,
                            new SimulatedRadiograph.Streams(
                                    Rng.stream(3, 0, Rng.Purpose.DETECTOR),
                                    Rng.stream(3, 0, Rng.Purpose.PROCESSING),
                                    null))
                    .pixels();
            float[] grey = new float[pixels.length];
            for (int p = 0; p < grey.length; p++) {
                grey[p] = pixels[p] & 0xffff;
            }
            assertThat(mass(grey, box)).as("left %s", left).isGreaterThan(1.03 * mass(grey, box.mirrored()));
        }
    }

    /** A left hip lies on the viewer's right. */
    @Test
    void theBoxIsOnTheHalfOfItsSide() {
        CohortSimulator simulator = new CohortSimulator(PELVES);
        int lefts = 0;
        for (int i = 0; i < PELVES.subjects(); i++) {
            SimulatedSubject s = simulator.subject(i);
            assertThat(s.radiograph().view()).isEqualTo(View.PELVIS);
            assertThat(s.radiograph().neckBox().x() > 0.5).isEqualTo(s.leftSide());
            assertThat(s.radiograph().neckBox().halfWidth()).isBetween(0.06, 0.13);
            lefts += s.leftSide() ? 1 : 0;
        }
        assertThat(lefts).isBetween(1, PELVES.subjects() - 1);
    }

    @Test
    void theShareIsHonouredAndMovesNothingElse() throws IOException {
        SimulationConfig some = PELVES.withPelvisShare(0.3);
        SimulationConfig more = PELVES.withPelvisShare(0.6);
        int pelves = 0;
        for (int i = 0; i < 4000; i++) {
            boolean pelvis = View.of(some, 5, i) == View.PELVIS;
            pelves += pelvis ? 1 : 0;
            assertThat(!pelvis || View.of(more, 5, i) == View.PELVIS).isTrue();
            assertThat(View.of(PELVES, 5, i)).isEqualTo(View.PELVIS);
            assertThat(View.of(SimulationConfig.defaults(), 5, i)).isEqualTo(View.HIP);
        }
        // Three standard deviations of a share of 4,000.
        assertThat(pelves / 4000.0).isEqualTo(0.3, within(0.022));

        CohortSimulator mixed = new CohortSimulator(some);
        CohortSimulator hips = new CohortSimulator(some.withPelvisShare(0));
        for (int i = 0; i < some.subjects(); i++) {
            SimulatedSubject s = mixed.subject(i);
            SimulatedSubject hip = hips.subject(i);
            assertThat(s.femoralNeckBmd()).isEqualTo(hip.femoralNeckBmd());
            assertThat(s.facts()).isEqualTo(hip.facts());
            assertThat(s.leftSide()).isEqualTo(hip.leftSide());
            if (s.radiograph().view() == View.HIP) {
                assertThat(s.radiograph().pixels()).isEqualTo(hip.radiograph().pixels());
            } else {
                assertThat(s.radiograph().pixels())
                        .isNotEqualTo(hip.radiograph().pixels());
            }
        }
    }

    /** Whoever changes these bytes raises the generator's version. */
    @Test
    void pelvesHaveTheBytesTheyAlwaysHad() throws IOException {
        new CohortSimulator(PELVES.withSubjects(4)).write(temp.resolve("one"), 1, null);
        new CohortSimulator(PELVES.withSubjects(4)).write(temp.resolve("two"), 2, null);
        assertThat(temp.resolve("one/cohort.json"))
                .hasSameBinaryContentAs(temp.resolve("two/cohort.json"))
                .content()
                .contains("6780f9c9a017a62ad8559d36c3e4048e3270b4e857acf814ad75f54dff9bd790");
    }

    @Test
    void posesOfAPelvisShareTheViewAndDifferInThePicture() throws IOException {
        new CohortSimulator(PELVES.withSubjects(6).withPelvisShare(0.5).withPoses(2)).write(temp.resolve("c"), 2, null);
        List<String> lines = Files.readAllLines(temp.resolve("c/manifest.csv"));
        assertThat(lines).hasSize(1 + 12);
        assertThat(lines.get(0)).endsWith(",view");
        int pelves = 0;
        for (int s = 0; s < 6; s++) {
            String[] first = lines.get(1 + 2 * s).split(",", -1);
            String[] second = lines.get(2 + 2 * s).split(",", -1);
            String view = first[first.length - 1];
            assertThat(second[second.length - 1]).isEqualTo(view).isIn("hip", "pelvis");
            assertThat(second[second.length - 2]).isNotEqualTo(first[first.length - 2]);
            assertThat(Files.readAllBytes(temp.resolve("c").resolve(second[1])))
                    .isNotEqualTo(Files.readAllBytes(temp.resolve("c").resolve(first[1])));
            pelves += view.equals("pelvis") ? 1 : 0;
        }
        assertThat(pelves).isBetween(1, 5);
        assertThat(temp.resolve("c/cohort.json"))
                .content()
                .contains("\"pelvis_share\" : 0.5", "\"pelvis_field_cm\" : 41");
    }

    @Test
    void dicomSaysThePelvisAndItsPixelSize() {
        SimulationConfig config = PELVES.withFormat(ImageFormat.DICOM);
        SimulatedSubject subject = new CohortSimulator(config).subject(0);
        org.xattnbmd.sdk.Radiograph read = org.xattnbmd.sdk.Radiograph.decode(SimulatedDicom.encode(subject, config));
        assertThat(read.spacingMillimetres()).isEqualTo(410.0 / 96, within(1e-5));
        // A picture of both sides: which hip is meant is the caller's to say.
        assertThat(read.side()).isEqualTo(Side.UNKNOWN);
    }

    @Test
    void sharesOutOfRangeAreRefused() {
        for (double share : new double[] {-0.01, 1.01, Double.NaN}) {
            assertThatThrownBy(() -> PELVES.withPelvisShare(share))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("pelvis share")
                    .hasMessageContaining("0 to 1");
        }
    }
}
