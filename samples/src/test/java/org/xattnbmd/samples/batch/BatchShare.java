package org.xattnbmd.samples.batch;

import com.sun.management.OperatingSystemMXBean;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.xattnbmd.samples.pacs.MeasuredOptions;
import org.xattnbmd.samples.pacs.MeasuredRun;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What reading and estimating alone take of {@code batch}, start included: processor time of both in turns, on the same files with as
 * many workers. Not a test: it says figures. Profile {@code batch-share} starts it.
 */
@Command(name = "batch-share", sortOptions = false, mixinStandardHelpOptions = true)
final class BatchShare implements Callable<Integer> {

    private static final int SIDE = 768;
    private static final int SUBJECTS = 5;
    private static final double NOISE = 60;
    private static final Pattern PROCESSOR = Pattern.compile("cpu ([\\d.]+)");

    @Mixin
    private MeasuredOptions measured;

    @Option(
            names = "--references",
            required = true,
            paramLabel = "FOLDER",
            description = "Pictures (PNG), of which the first five are enlarged.")
    private Path references;

    @Option(names = "--files", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}.")
    private int files;

    private final int workers = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("batch-share");
        try (BmdEstimator estimator =
                BmdEstimator.builder(measured.model()).threads(1).open()) {
            List<Path> pictures = pictures(Files.createDirectory(folder.resolve("images")));
            for (int warm = 0; warm < 2; warm++) {
                parts(estimator, pictures.subList(0, Math.min(files, 200)));
            }
            for (int run = 1; run <= measured.runs(); run++) {
                double parts = parts(estimator, pictures);
                double whole = batch(folder);
                System.out.printf(
                        Locale.ROOT,
                        "run %d: reading and estimating %.2f s of the processors (%.1f ms a file), batch %.2f s (%.1f ms), share %.2f%n",
                        run,
                        parts,
                        1e3 * parts / files,
                        whole,
                        1e3 * whole / files,
                        parts / whole);
            }
        } finally {
            MeasuredRun.delete(folder);
        }
        return 0;
    }

    /** Links to five pictures, each a reference enlarged, with noise that no compression takes away. */
    private List<Path> pictures(Path folder) throws IOException {
        List<Path> sources;
        try (Stream<Path> all = Files.list(references)) {
            sources = all.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .limit(SUBJECTS)
                    .toList();
        }
        List<Path> pictures = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            Path file = folder.resolve(String.format(Locale.ROOT, "%05d.png", i));
            if (i < sources.size()) {
                enlarge(sources.get(i), file, i);
            } else {
                Files.createLink(file, pictures.get(i % sources.size()));
            }
            pictures.add(file);
        }
        return pictures;
    }

    private static void enlarge(Path source, Path target, int seed) throws IOException {
        BufferedImage large = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_USHORT_GRAY);
        Graphics2D graphics = large.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(ImageIO.read(source.toFile()), 0, 0, SIDE, SIDE, null);
        graphics.dispose();
        WritableRaster raster = large.getRaster();
        Random random = new Random(seed);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int x = i % SIDE;
            int y = i / SIDE;
            double grey = raster.getSample(x, y, 0) + NOISE * random.nextGaussian();
            raster.setSample(x, y, 0, (int) Math.max(0, Math.min(0xFFFF, grey)));
        }
        ImageIO.write(large, "png", target.toFile());
    }

    private double parts(BmdEstimator estimator, List<Path> pictures) throws Exception {
        double before = processorSeconds();
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Path picture : pictures) {
                running.add(pool.submit(() -> {
                    Radiograph radiograph = Radiograph.read(picture);
                    try {
                        estimator.estimate(radiograph, ClinicalRecord.empty());
                    } catch (BmdException refused) {
                        // What is not usable has been computed, too.
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pool.shutdown();
        }
        return processorSeconds() - before;
    }

    private static double processorSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    private double batch(Path folder) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        List<String> arguments = List.of(
                "--model",
                measured.model().toString(),
                "--images",
                folder.resolve("images").toString(),
                "--out",
                out.toString(),
                "--quiet");
        List<String> command = MeasuredRun.command(measured.java(), Batch.class, "-", "-", arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher seconds = PROCESSOR.matcher(said);
        if (process.waitFor() != 0 || !seconds.find()) {
            throw new IllegalStateException(said);
        }
        MeasuredRun.delete(out);
        return Double.parseDouble(seconds.group(1));
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BatchShare()).execute(arguments));
    }
}
