package org.xattnbmd.exporter.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.exporter.ConversionReport;
import org.xattnbmd.exporter.OnnxModel;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What commands share that read a model and write another. */
abstract class WritingCommand extends ToolCommand {

    @Parameters(index = "0", paramLabel = "MODEL", description = "ONNX file")
    private Path model;

    @Parameters(index = "1", paramLabel = "OUT", description = "file to write")
    private Path out;

    @Option(
            names = "--external-data",
            description =
                    "write the tensors to a file beside OUT (ONNX's external data); always done for more than 2 GiB")
    private boolean externalData;

    final OnnxModel read() {
        return OnnxModel.read(model);
    }

    final void save(OnnxModel made) {
        if (externalData) {
            made.saveWithExternalData(out);
        } else {
            made.save(out);
        }
    }

    /** Prints what a conversion of layers did. */
    final void report(OnnxModel converted) {
        ConversionReport report = converted.conversion().orElseThrow();
        List<String> lines = new ArrayList<>(List.of(report.toString().stripTrailing()));
        report.kept().forEach((node, why) -> lines.add("kept " + node + ": " + why));
        report.sensitivity().forEach((node, error) -> lines.add(format("sensitivity %.2g  %s", error, node)));
        print(facts(report), lines);
    }
}
