package org.xattnbmd.trainer.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xattnbmd.trainer.run.CardText;
import org.xattnbmd.trainer.run.ModelExport;
import org.xattnbmd.trainer.run.ModelExport.Exported;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Writes a finished run as one ONNX file that describes and checks itself: raw inputs, the model card and golden"
                    + " vectors inside, no external data.",
            "The file is written only after ONNX Runtime agreed with the network it came from. The same run gives the same"
                    + " bytes."
        })
final class ExportCommand implements Callable<Integer> {

    @Option(names = "--run", required = true, paramLabel = "FOLDER", description = "Folder of a finished `train`.")
    private Path run;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The .onnx file.")
    private Path out;

    @Option(names = "--id", paramLabel = "ID", description = "Model id in the card.")
    private String id = "xattn-bmd";

    @Option(names = "--model-version", paramLabel = "VERSION", description = "Model version in the card.")
    private String version = "0.1.0";

    @Option(
            names = "--created",
            paramLabel = "TIME",
            description = "ISO-8601 time for the card; without it the file is a pure function of the run.")
    private String created;

    @Override
    public Integer call() {
        export(run, new CardText(id, version, created), out);
        return 0;
    }

    static Exported export(Path run, CardText text, Path out) {
        Exported exported = ModelExport.export(run, text, out);
        System.out.printf(
                Locale.ROOT,
                "Exported %s: %d nodes, %.1f MB; golden vectors differ by %.1e g/cm² at batch 1 and 7%n",
                out,
                exported.model().report().nodes(),
                exported.model().toBytes().length / 1e6,
                exported.goldenDifference());
        return exported;
    }
}
