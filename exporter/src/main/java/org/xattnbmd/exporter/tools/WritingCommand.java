package org.xattnbmd.exporter.tools;

import java.nio.file.Path;
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
}
