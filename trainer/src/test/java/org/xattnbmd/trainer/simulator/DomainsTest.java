package org.xattnbmd.trainer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;

class DomainsTest {

    private static final SimulationConfig SMALL =
            SimulationConfig.defaults().withSubjects(12).withImageSize(80);

    @TempDir
    Path temp;

    @Test
    void labelsChooseDomainsAndAKindWithoutOneHasItsUsual() {
        assertThat(Domain.select(List.of(), List.of())).isEqualTo(Domain.usual());
        assertThat(Domain.select(List.of("STRUTS", "multiscale", "soft"), List.of("soft")))
                .containsExactlyInAnyOrder(
                        Domain.SMOOTH_ANATOMY, Domain.STRUTS, Domain.MULTISCALE, Domain.CENTRED, Domain.CLEAR);
        assertThat(Domain.select(List.of("all"), List.of())).isEqualTo(EnumSet.allOf(Domain.class));
        assertThat(Domain.select(List.of(), List.of("exported")))
                .isEqualTo(EnumSet.complementOf(EnumSet.of(Domain.EXPORTED)));
        assertThatThrownBy(() -> Domain.select(List.of("strut"), List.of()))
                .isInstanceOf(RefusedValueException.class)
                .hasMessageContaining("coarse-struts")
                .hasMessageContaining("received strut");
        assertThatThrownBy(() -> Domain.select(List.of("soft"), List.of("soft")))
                .isInstanceOf(RefusedValueException.class)
                .hasMessageContaining("maker-curves");
        assertThatThrownBy(() -> SMALL.withImplantShare(1.1)).isInstanceOf(RefusedValueException.class);
    }

    @Test
    void aFamilyThatIsLeftOutHasNoSubjectAndTheOthersHave() {
        Set<Domain> domains = Domain.select(List.of("all"), List.of("struts"));
        Set<Domain> met = EnumSet.noneOf(Domain.class);
        for (int i = 0; i < 200; i++) {
            SubjectDomains drawn = SubjectDomains.draw(domains, 4, i);
            for (Domain.Kind kind : Domain.Kind.values()) {
                assertThat(drawn.of(kind).kind()).isEqualTo(kind);
                met.add(drawn.of(kind));
            }
        }
        assertThat(met).isEqualTo(domains);
    }

    @ParameterizedTest
    @EnumSource(Domain.class)
    void everyDomainIsTheSameFromTheSameSeedAndShowsTheNeckInItsBox(Domain domain) {
        SimulationConfig config = SMALL.withDomains(Domain.select(List.of(domain.label()), List.of()));
        SimulatedSubject once = new CohortSimulator(config).subject(3);
        SimulatedSubject twice = new CohortSimulator(config).subject(3);
        assertThat(twice.radiograph().pixels()).isEqualTo(once.radiograph().pixels());
        assertThat(twice.femoralNeckBmd()).isEqualTo(once.femoralNeckBmd());
        assertThat(once.origin().domains().of(domain.kind())).isEqualTo(domain);
        assertThat(once.facts()).isEqualTo(new CohortSimulator(SMALL).subject(3).facts());
        NeckBox box = once.radiograph().neckBox();
        assertThat(box.x()).isBetween(0.1, 0.9);
        assertThat(box.y()).isBetween(0.1, 0.9);
        int maximum = (1 << once.radiograph().bitsStored()) - 1;
        for (short pixel : once.radiograph().pixels()) {
            assertThat(pixel & 0xffff).isLessThanOrEqualTo(maximum);
        }
        boolean usual = Domain.usual().contains(domain);
        if (usual) {
            assertThat(once.radiograph().pixels())
                    .isEqualTo(
                            new CohortSimulator(SMALL).subject(3).radiograph().pixels());
        } else {
            assertThat(once.radiograph().pixels())
                    .isNotEqualTo(
                            new CohortSimulator(SMALL).subject(3).radiograph().pixels());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Domain.class,
            names = {"MULTISCALE", "EDGES", "SOFT", "EXPORTED", "FREE", "OVERLAID"})
    void whatIsNotTheFemurLeavesTheMeasurementAlone(Domain domain) {
        SimulationConfig config = SMALL.withDomains(Domain.select(List.of(domain.label()), List.of()));
        for (int i = 0; i < 3; i++) {
            assertThat(new CohortSimulator(config).subject(i).femoralNeckBmd())
                    .isEqualTo(new CohortSimulator(SMALL).subject(i).femoralNeckBmd());
        }
    }

    /** The textures move the mineral about; they must not make another population of it. */
    @Test
    void texturesKeepTheMeanMeasurement() {
        double plain = meanBmd(Domain.SMOOTH_TEXTURE);
        assertThat(meanBmd(Domain.STRUTS)).isBetween(0.93 * plain, 1.04 * plain);
        assertThat(meanBmd(Domain.COARSE_STRUTS)).isBetween(0.93 * plain, 1.04 * plain);
    }

    private static double meanBmd(Domain texture) {
        SubjectDomains usual = SubjectDomains.USUAL;
        SubjectDomains domains =
                new SubjectDomains(usual.anatomy(), texture, usual.rendering(), usual.positioning(), usual.overlay());
        return IntStream.range(0, 12)
                .mapToDouble(i -> Densitometer.scan(
                        Phantom.grow(TestPhantoms.phantom(i).facts(), domains, Implant.NONE, 11, i), 0, 0, 0))
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(
            value = Domain.class,
            names = {"MULTISCALE", "EDGES", "SOFT", "EXPORTED"})
    void moreBoneIsABrighterNeckInEveryRendering(Domain domain) {
        double thin = 0;
        double dense = 0;
        for (int index = 0; index < 6; index++) {
            Phantom phantom = TestPhantoms.phantom(index);
            FemurShape shape = phantom.femur().shape();
            thin += neckContrast(TestPhantoms.with(phantom, shape), domain, index);
            dense += neckContrast(TestPhantoms.with(phantom, TestPhantoms.scaled(shape, 1.3, 1.5)), domain, index);
        }
        assertThat(dense).isGreaterThan(1.1 * thin);
    }

    /** Grey of the neck's middle less that of the soft tissue above it, as a share of the range. */
    private static double neckContrast(Phantom phantom, Domain domain, int index) {
        int n = 96;
        FemurShape shape = phantom.femur().shape();
        Pose pose = Pose.draw(
                Rng.stream(11, index, Rng.Purpose.POSITIONING),
                Site.PRIMARY,
                shape,
                phantom.softTissue().thicknessCm());
        SimulatedRadiograph picture = SimulatedRadiograph.take(
                new SimulatedRadiograph.Subject(phantom, Scene.hip(phantom, pose), pose, true),
                View.HIP,
                SMALL.withImageSize(n),
                new SimulatedRadiograph.Streams(
                        Rng.stream(11, index, Rng.Purpose.DETECTOR),
                        Rng.stream(11, index, Rng.Purpose.PROCESSING),
                        ConsoleProcessing.draw(domain, Rng.stream(11, index, Rng.Purpose.CONSOLE))));
        double[] neck = shape.neckCentre();
        double[] above = Vec.along(neck, shape.superior(), 1.7 * shape.size().neckRadius());
        return grey(picture, pose, neck) - grey(picture, pose, above);
    }

    private static double grey(SimulatedRadiograph picture, Pose pose, double[] place) {
        int n = picture.size();
        double[] at = pose.project(Vec.apply(pose.femurToWorld(), place));
        int x = (int) (n * (0.5 + at[0] / picture.fieldCm()));
        int y = (int) (n * (0.5 - at[1] / picture.fieldCm()));
        double sum = 0;
        for (int j = y - 2; j <= y + 2; j++) {
            for (int i = x - 2; i <= x + 2; i++) {
                sum += picture.pixels()[j * n + i] & 0xffff;
            }
        }
        return sum / 25 / (1 << picture.bitsStored());
    }

    @Test
    void aHipWithMetalIsForTestsOnlyAndItsMeasurementIsFromBefore() throws IOException {
        SimulationConfig metal = SMALL.withImplantShare(0.5);
        new CohortSimulator(metal).write(temp.resolve("metal"), 2, null);
        int implants = 0;
        for (CSVRecord row : rows(temp.resolve("metal"))) {
            if (!row.get("implant").equals("none")) {
                implants++;
                assertThat(row.get("split")).isEqualTo("test");
            }
        }
        assertThat(implants).isBetween(2, 10);
        for (int i = 0; i < 12; i++) {
            SimulatedSubject with = new CohortSimulator(metal).subject(i);
            SimulatedSubject without = new CohortSimulator(SMALL).subject(i);
            if (with.origin().implant() == Implant.NONE) {
                assertThat(with.radiograph().pixels())
                        .isEqualTo(without.radiograph().pixels());
            } else {
                assertThat(with.radiograph().pixels())
                        .isNotEqualTo(without.radiograph().pixels());
            }
            assertThat(with.femoralNeckBmd()).isEqualTo(without.femoralNeckBmd());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Implant.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void metalStopsMoreThanBoneDoes(Implant implant) {
        Phantom bone = TestPhantoms.phantom(2);
        Phantom metal = Phantom.grow(bone.facts(), SubjectDomains.USUAL, implant, 11, 2);
        Pose pose = Pose.draw(
                Rng.stream(11, 2, Rng.Purpose.POSITIONING),
                Site.PRIMARY,
                bone.femur().shape(),
                bone.softTissue().thicknessCm());
        assertThat(strongest(new Projector(metal, pose, 96, 24).project().mineral))
                .isGreaterThan(1.5f * strongest(new Projector(bone, pose, 96, 24).project().mineral));
    }

    /** Where metal lay over the neck the picture would be taken again. */
    @Test
    void overlyingMetalIsBrighterThanBoneAndKeepsOffTheNeck() {
        int n = 96;
        int metal = 0;
        for (int index = 0; index < 40; index++) {
            Phantom phantom = TestPhantoms.phantom(index);
            FemurShape shape = phantom.femur().shape();
            List<Attachment> objects = OverlyingObjects.draw(
                    shape, -9, phantom.softTissue().front(), true, Rng.stream(3, index, Rng.Purpose.OVERLYING));
            assertThat(objects).isNotEmpty().noneMatch(Attachment::onFemur);
            double[] straight = Vec.rotation(0, 0);
            Pose pose = new Pose(straight, straight, 115, 15, 0, 0, 0);
            Scene scene = new Scene(
                    objects.stream().map(o -> o.bone(straight, new double[3])).toList(), phantom.softTissue());
            float[] mineral = new Projector(scene, pose, n, 30).project().mineral;
            metal += strongest(mineral) > 3 ? 1 : 0;
            double[] neck = pose.project(shape.neckCentre());
            for (int angle = 0; angle < 360; angle += 45) {
                double[] beside = {
                    neck[0] + 2 * Math.cos(Math.toRadians(angle)), neck[1] + 2 * Math.sin(Math.toRadians(angle))
                };
                int i = (int) (n * (0.5 + beside[0] / 30));
                int j = (int) (n * (0.5 - beside[1] / 30));
                assertThat(mineral[j * n + i]).isLessThan(1.5f);
            }
        }
        assertThat(metal).isBetween(8, 32);
    }

    /** A dead head keeps its neck: the label says of the neck what it said before. */
    @Test
    void necrosisFlattensTheHeadAndLeavesTheNecksMineral() {
        SubjectDomains usual = SubjectDomains.USUAL;
        for (int index = 0; index < 8; index++) {
            Phantom sound = TestPhantoms.phantom(index);
            FemurShape shape = sound.femur().shape();
            Necrosis necrosis = Necrosis.draw(Domain.NECROTIC, Rng.stream(5, index, Rng.Purpose.LANDMARKS));
            assertThat(necrosis.stage()).isBetween(2, 4);
            assertThat(necrosis.collapse() > 0).isEqualTo(necrosis.stage() > 2);
            assertThat(Necrosis.draw(usual.anatomy(), null)).isEqualTo(Necrosis.NONE);
            FemurForm flat = new FemurForm(false, 1, necrosis.collapse(), List.of());
            Femur dead = Phantom.grow(
                    shape,
                    flat,
                    usual.texture(),
                    Rng.stream(5, index, Rng.Purpose.TEXTURE),
                    Rng.stream(5, index, Rng.Purpose.STRUTS));
            Femur alive = Phantom.grow(
                    shape,
                    FemurForm.PLAIN,
                    usual.texture(),
                    Rng.stream(5, index, Rng.Purpose.TEXTURE),
                    Rng.stream(5, index, Rng.Purpose.STRUTS));
            assertThat(scan(sound, dead)).isCloseTo(scan(sound, alive), within(0.01));
            assertThat(necrosis.attachments(shape, Rng.stream(5, index, Rng.Purpose.LANDMARKS)))
                    .anyMatch(a -> a.density() > 0)
                    .anyMatch(a -> a.density() < 0)
                    .allMatch(Attachment::onFemur);
        }
    }

    private static double scan(Phantom body, Femur femur) {
        return Densitometer.scan(
                new Phantom(body.facts(), femur, body.pelvis(), body.softTissue(), List.of()), 0, 0, 0);
    }

    private static float strongest(float[] mineral) {
        float most = 0;
        for (float m : mineral) {
            most = Math.max(most, m);
        }
        return most;
    }

    @Test
    void freePositionsKeepTheNeckInThePictureAndUseTheWholeRange() {
        SimulationConfig free =
                SMALL.withImageSize(64).withSubjects(40).withDomains(Domain.select(List.of("free"), List.of()));
        double narrowest = 99;
        double widest = 0;
        double farthest = 0;
        for (int i = 0; i < 40; i++) {
            SimulatedRadiograph picture = new CohortSimulator(free).subject(i).radiograph();
            narrowest = Math.min(narrowest, picture.fieldCm());
            widest = Math.max(widest, picture.fieldCm());
            farthest = Math.max(farthest, Math.abs(picture.neckBox().y() - 0.5));
            assertThat(picture.neckBox().x()).isBetween(0.1, 0.9);
            assertThat(picture.neckBox().y()).isBetween(0.07, 0.93);
            assertThat(picture.view()).isEqualTo(picture.fieldCm() < 22 ? View.HIP : View.PELVIS);
        }
        assertThat(narrowest).isBetween(12.0, 16.0);
        assertThat(widest).isBetween(41.0, 45.0);
        assertThat(farthest).isGreaterThan(0.25);
    }

    @Test
    void boxAndPictureTurnTogether() {
        Phantom phantom = TestPhantoms.phantom(5);
        Pose straight = Pose.draw(
                Rng.stream(11, 5, Rng.Purpose.POSITIONING),
                Site.PRIMARY,
                phantom.femur().shape(),
                phantom.softTissue().thicknessCm());
        FreeFraming framing = new FreeFraming(new Framing(View.HIP, 20), 0, 0, 14, new double[] {0.2, -0.15});
        Pose turned = framing.shift(framing.turn(straight), phantom.femur().shape());
        Scene femur = new Scene(
                List.of(Bone.of(phantom.femur(), turned.femurToWorld(), new double[3])), phantom.softTissue());
        int n = 128;
        float[] mineral = new Projector(femur, turned, n, 20).project().mineral;
        double[] at = turned.project(
                Vec.apply(turned.femurToWorld(), phantom.femur().shape().neckCentre()));
        double[] side = turned.project(Vec.apply(
                turned.femurToWorld(),
                Vec.along(
                        phantom.femur().shape().neckCentre(),
                        phantom.femur().shape().superior(),
                        1.35 * phantom.femur().shape().size().neckRadius())));
        assertThat(value(mineral, n, at)).isGreaterThan(0.15f);
        assertThat(value(mineral, n, side)).isZero();
    }

    private static float value(float[] mineral, int n, double[] cm) {
        int i = (int) (n * (0.5 + cm[0] / 20));
        int j = (int) (n * (0.5 - cm[1] / 20));
        return mineral[j * n + i];
    }

    @Test
    void theManifestSaysTheDomainsAndIsReadAsAnyOther() throws IOException {
        SimulationConfig all = SMALL.withImageSize(64).withDomains(Domain.select(List.of("all"), List.of("exported")));
        new CohortSimulator(all).write(temp.resolve("one"), 1, null);
        new CohortSimulator(all).write(temp.resolve("two"), 2, null);
        assertThat(Files.mismatch(temp.resolve("one/manifest.csv"), temp.resolve("two/manifest.csv")))
                .isEqualTo(-1);
        assertThat(Files.mismatch(temp.resolve("one/cohort.json"), temp.resolve("two/cohort.json")))
                .isEqualTo(-1);
        assertThat(Files.readString(temp.resolve("one/cohort.json")))
                .contains("\"domains\"", "\"coarse-struts\"")
                .doesNotContain("\"exported\"", "\"field_cm\" : 19");
        for (CSVRecord row : rows(temp.resolve("one"))) {
            SimulatedSubject subject = new CohortSimulator(all).subject((int) row.getRecordNumber() - 1);
            assertThat(row.get("domain_texture"))
                    .isEqualTo(subject.origin().domains().texture().label());
            assertThat(row.get("domain_rendering")).isNotEqualTo("exported");
        }
        assertThat(CohortManifest.read(CohortLayout.read(temp.resolve("one")))).hasSize(12);
        assertThat(SimulatedColumn.of(SMALL).stream().map(SimulatedColumn::name))
                .noneMatch(name -> name.startsWith("domain") || name.equals("implant") || name.equals("field_cm"));
    }

    private static List<CSVRecord> rows(Path folder) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser parser = CSVParser.parse(Files.readString(folder.resolve("manifest.csv")), format)) {
            return parser.getRecords();
        }
    }
}
