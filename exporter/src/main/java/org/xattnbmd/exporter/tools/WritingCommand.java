package org.xattnbmd.exporter.tools;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.exporter.ConversionReport;
import org.xattnbmd.exporter.OnnxModel;
import picocli.CommandLine.Option;

/** What commands share that write a model. */
abstract class WritingCommand extends ToolCommand {

    @Option(
            names = "--external-data",
            description =
                    "write the tensors to a file beside OUT (ONNX's external data); always done for more than 2 GiB")
    private boolean externalData;

    final void save(OnnxModel model, Path out) {
        if (externalData) {
            model.saveWithExternalData(out);
        } else {
            model.save(out);
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
