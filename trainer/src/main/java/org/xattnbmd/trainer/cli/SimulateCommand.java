package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.simulator.CohortSimulator;
import org.xattnbmd.trainer.simulator.Domain;
import org.xattnbmd.trainer.simulator.ImageFormat;
import org.xattnbmd.trainer.simulator.SimulationConfig;
import org.xattnbmd.trainer.simulator.Site;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Makes a SIMULATED cohort: 16-bit hip radiographs of 3-D phantoms, clinical fields, and the areal BMD that a"
                    + " simulated densitometer measured on the same phantom.",
            "The same options give the same bytes on every machine."
        })
final class SimulateCommand implements Callable<Integer> {

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "New folder for the cohort.")
    private Path out;

    @Option(names = "--subjects", paramLabel = "N", description = "How many subjects.")
    private int subjects = SimulationConfig.defaults().subjects();

    @Option(names = "--seed", paramLabel = "SEED", description = "Seed of all randomness.")
    private long seed = SimulationConfig.defaults().seed();

    @Option(names = "--size", paramLabel = "PIXELS", description = "Side of the square pictures.")
    private int size = SimulationConfig.defaults().imageSize();

    @Option(names = "--field", paramLabel = "CM", description = "Side of the exposed field at the detector.")
    private double field = SimulationConfig.defaults().fieldCm();

    @Option(
            names = "--site",
            paramLabel = "SITE",
            description = "Equipment, technique and population: ${COMPLETION-CANDIDATES}.")
    private Site site = SimulationConfig.defaults().site();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Files of the radiographs: ${COMPLETION-CANDIDATES}; the pixels are the same.")
    private ImageFormat format = SimulationConfig.defaults().format();

    @Option(
            names = "--poses",
            paramLabel = "N",
            description = "Radiographs of each subject, positioned anew; rows of one subject share its id and split.")
    private int poses = SimulationConfig.defaults().poses();

    @Option(
            names = "--pelvis-share",
            paramLabel = "SHARE",
            description =
                    "Share of the subjects, 0 to 1, whose pictures show the whole pelvis on a 41 cm field; the side"
                            + " column says which of its hips was measured.")
    private double pelvisShare = SimulationConfig.defaults().pelvisShare();

    @Option(
            names = "--domains",
            paramLabel = "NAME",
            split = ",",
            description = "Named families that the subjects are drawn from, or all: ${COMPLETION-CANDIDATES}. A kind of"
                    + " which none is named has its first one.",
            completionCandidates = DomainLabels.class)
    private List<String> domains = List.of();

    @Option(
            names = "--leave-out",
            paramLabel = "NAME",
            split = ",",
            description = "Families to leave out of those named, or of all.")
    private List<String> leaveOut = List.of();

    @Option(
            names = "--implant-share",
            paramLabel = "SHARE",
            description =
                    "Share of the subjects, 0 to 1, with metal in the hip: cases to be refused, in the test part only;"
                            + " the column implant says which.")
    private double implantShare = SimulationConfig.defaults().variety().implantShare();

    /** The domains' names for the help. */
    static final class DomainLabels implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Domain.values()).map(Domain::label).iterator();
        }
    }

    @Option(names = "--threads", paramLabel = "N", description = "Threads; the result does not depend on it.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() {
        SimulationConfig config = SimulationConfig.defaults()
                .withSubjects(subjects)
                .withSeed(seed)
                .withImageSize(size)
                .withFieldCm(field)
                .withSite(site)
                .withFormat(format)
                .withPoses(poses)
                .withPelvisShare(pelvisShare)
                .withDomains(Domain.select(domains, leaveOut))
                .withImplantShare(implantShare);
        simulate(config, out, threads);
        System.out.println("SIMULATED cohort of " + subjects + " subjects"
                + (poses == 1 ? "" : ", " + poses + " radiographs each") + " in " + out);
        return 0;
    }

    static void simulate(SimulationConfig config, Path folder, int threads) {
        try (Progress progress = new Progress("simulate", config.radiographs(), "images")) {
            new CohortSimulator(config).write(folder, threads, progress);
        }
    }
}
