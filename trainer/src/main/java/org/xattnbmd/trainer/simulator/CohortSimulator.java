package org.xattnbmd.trainer.simulator;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.xattnbmd.trainer.Progress;

/**
 * Makes a SIMULATED cohort: a three-dimensional hip for every subject, its radiograph, a densitometer's reading of the
 * same hip, and clinical facts that go with it. Deterministic: the same configuration gives the same bytes on any number
 * of threads. Immutable and thread-safe.
 */
public final class CohortSimulator {

    /** Raised whenever the same configuration no longer gives the same bytes. */
    static final int GENERATOR_VERSION = 3;

    /** More than any subject's index, so that no two exposures share random numbers. */
    private static final long REPEAT_STRIDE = 1_000_003L;

    private final SimulationConfig config;

    public CohortSimulator(SimulationConfig config) {
        this.config = Objects.requireNonNull(config, "config");
    }

    /** Simulates one subject; depends on the seed, the site and the index only. */
    public SimulatedSubject subject(int index) {
        return repeat(index, 0);
    }

    /**
     * Images the same subject once more: positioned anew, with new noise, on the same machine at the same settings. The
     * body, the facts and the densitometer's reading stay as they are.
     *
     * @param index of the subject, from 0
     * @param repeat 0 for the radiograph that {@link #subject} gives, 1 and more for further ones
     */
    public SimulatedSubject repeat(int index, int repeat) {
        if (index < 0 || index >= config.subjects()) {
            throw new IndexOutOfBoundsException("Simulated cohort: expected a subject index from 0 to "
                    + (config.subjects() - 1) + ", received " + index + ".");
        }
        if (repeat < 0) {
            throw new IllegalArgumentException(
                    "Simulated cohort: expected a repeat of 0 or more, received " + repeat + ".");
        }
        Exposure exposure = exposure(index, repeat);
        long seed = exposure.seed();
        Phantom phantom = exposure.phantom();
        SubjectDomains domains = exposure.domains();
        Implant implant = exposure.implant();
        // Measured before the implant: a stem leaves no neck.
        Phantom measured =
                implant == Implant.NONE ? phantom : Phantom.grow(phantom.facts(), domains, Implant.NONE, seed, index);
        double bmd = Densitometer.measure(measured, Rng.stream(seed, index, Rng.Purpose.DENSITOMETER));
        ConsoleProcessing console = domains.rendering() == Domain.MAKER_CURVES
                ? null
                : ConsoleProcessing.draw(domains.rendering(), Rng.stream(seed, index, Rng.Purpose.CONSOLE));
        SimulatedRadiograph radiograph = SimulatedRadiograph.take(
                new SimulatedRadiograph.Subject(phantom, exposure.scene(), exposure.pose(), exposure.left()),
                exposure.framing(),
                config,
                new SimulatedRadiograph.Streams(
                        Rng.stream(seed, exposure.number(), Rng.Purpose.DETECTOR),
                        Rng.stream(seed, index, Rng.Purpose.PROCESSING),
                        console));
        return new SimulatedSubject(
                String.format(Locale.ROOT, "S%05d", index + 1),
                repeat,
                exposure.left(),
                ClinicalFacts.record(phantom.facts(), Rng.stream(seed, index, Rng.Purpose.MISSINGNESS)),
                Math.rint(bmd * 1e4) / 1e4,
                radiograph,
                new SimulatedSubject.Origin(domains, implant));
    }

    /**
     * Who lies how under the tube.
     *
     * @param seed of the cohort's site
     * @param number of the exposure, by which no two share random numbers
     * @param left whether the measured hip is a left one
     */
    private record Exposure(
            long seed,
            long number,
            Phantom phantom,
            SubjectDomains domains,
            Implant implant,
            boolean left,
            Scene scene,
            Pose pose,
            Framing framing) {}

    private Exposure exposure(int index, int repeat) {
        Site site = config.site();
        long seed = site.seed(config.seed());
        Rng population = Rng.stream(seed, index, Rng.Purpose.POPULATION);
        ClinicalProfile profile = Population.draw(population, site);
        boolean left = population.chance(0.5);
        SubjectDomains domains = SubjectDomains.draw(config.variety().domains(), seed, index);
        Implant implant = Implant.draw(config.variety(), seed, index);
        Phantom phantom = Phantom.grow(profile, domains, implant, seed, index);
        long exposed = index + repeat * REPEAT_STRIDE;
        Pose pose = Pose.again(
                Rng.stream(seed, index, Rng.Purpose.POSITIONING),
                Rng.stream(seed, exposed, Rng.Purpose.POSITIONING),
                site,
                phantom.femur().shape(),
                phantom.softTissue().thicknessCm());
        Framing framing = Framing.usual(View.of(config, seed, index), config);
        FreeFraming free = null;
        if (domains.positioning() == Domain.FREE) {
            free = FreeFraming.draw(framing.view(), Rng.stream(seed, exposed, Rng.Purpose.FRAMING));
            framing = free.framing();
            pose = free.turn(pose);
        }
        Scene scene;
        if (framing.view() == View.HIP) {
            scene = Scene.hip(phantom, pose);
        } else {
            OtherHip other = OtherHip.grow(phantom, domains, seed, index);
            Rng fresh = Rng.stream(seed, exposed, Rng.Purpose.OTHER_POSE);
            Pose centred = other.centred(pose, fresh);
            pose = framing.half() ? pose : centred;
            scene = Scene.pelvis(phantom, pose, other, other.legToWorld(fresh));
        }
        if (free != null) {
            pose = free.shift(pose, phantom.femur().shape());
        }
        return new Exposure(seed, exposed, phantom, domains, implant, left, scene, pose, framing);
    }

    /**
     * What a radiograph of the measured femur alone would be made of: its mineral along each ray, where {@link #subject} has
     * it in the picture, as a left hip's (a right one's picture is mirrored).
     *
     * @param size of a side in pixels; the field is that of the subject's picture
     * @return {@code [size * size]}, g/cm², row by row; the caller's
     */
    public float[] femurMineral(int index, int size) {
        Exposure exposure = exposure(index, 0);
        Pose pose = exposure.pose();
        Bone femur = Bone.of(exposure.phantom().femur(), pose.femurToWorld(), new double[3]);
        Scene alone = new Scene(List.of(femur), exposure.phantom().softTissue());
        return new Projector(alone, pose, size, exposure.framing().fieldCm()).project().mineral;
    }

    /**
     * Writes the cohort: {@code images/S00001.png} or {@code .dcm} … (16-bit greyscale; {@code S00001-1.png} … where there
     * are several poses), {@code manifest.csv} and {@code cohort.json}. All of it is made in a temporary folder beside the
     * target and moved when complete; memory does not grow with the number of subjects.
     *
     * @param folder must not exist, or be empty
     * @param threads at least 1
     * @param progress steps once per radiograph; the caller closes it; may be null
     * @throws java.io.UncheckedIOException if the folder cannot be written or is not empty; nothing is left behind
     */
    public void write(Path folder, int threads, Progress progress) {
        new CohortWriter(this, config).write(folder, threads, progress);
    }
}
