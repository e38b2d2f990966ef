package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.evaluation.Bootstrap;
import org.xattnbmd.trainer.plausibility.PlausibilityReport;
import org.xattnbmd.trainer.plausibility.PlausibilitySettings;
import org.xattnbmd.trainer.plausibility.PlausibilityStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "plausibility",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Measures an exported model through the public SDK on radiographs whose BMD nobody measured: whether the neck is"
                    + " found on the whole picture, its half, the hip's crop and that crop moved and scaled by 15 %%; how far"
                    + " estimates of these crops and of both hips of a person differ; what edge enhancement, blur and fewer"
                    + " pixels do to an estimate; what is warned of and refused, by group. Nothing of it says anything of"
                    + " accuracy.",
            "",
            "The list is CSV: image (relative to --folder), side; and, where they are known, neck_x_px and neck_y_px (centre of"
                    + " the femoral neck), crop_x, crop_y, crop_w, crop_h (a region around the hip), all in pixels; view"
                    + " (pelvis or hip: what the picture shows), group (such as hip, implant, no_hip), clinical fields by name."
                    + " A radiograph without a neck is only looked at for warnings."
        })
final class PlausibilityCommand implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The .onnx file.")
    private Path model;

    @Option(names = "--list", required = true, paramLabel = "FILE", description = "The list of the radiographs.")
    private Path list;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Folder of the pictures. Without it, the list's own folder.")
    private Path folder;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FOLDER",
            description =
                    "Folder for tables.md, tables/*.csv and *.tex, figures.json, readings.csv. Rows are named by their"
                            + " line in the list; no path and no picture is written.")
    private Path out;

    @Option(names = "--crop-mm", paramLabel = "MM", description = "What the width of a marked crop stands for.")
    private double cropMillimetres = 190;

    @Option(
            names = "--found-mm",
            paramLabel = "MM",
            description = "A neck is found if the centre of its box is no farther from the marked one.")
    private double foundMillimetres = 17;

    @Option(names = "--seed", paramLabel = "SEED", description = "Seed of the bootstrap.")
    private long seed = 1;

    @Option(names = "--replicates", paramLabel = "N", description = "Bootstrap replicates of the intervals.")
    private int replicates = 1000;

    @Override
    public Integer call() {
        Bootstrap bootstrap = new Bootstrap(replicates, 0.95, seed);
        Path pictures = folder == null ? list.toAbsolutePath().getParent() : folder;
        PlausibilityReport report = new PlausibilityReport(
                new PlausibilityStudy(
                                new PlausibilitySettings(model, list, pictures, cropMillimetres, foundMillimetres))
                        .run(),
                bootstrap);
        report.write(out);
        report.summary().forEach(System.out::println);
        System.out.println("Tables: " + out.resolve("tables.md"));
        return 0;
    }
}
