package org.xattnbmd.exporter.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.exporter.ConversionReport.IntegerSums;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.OnnxFile;
import org.xattnbmd.exporter.internal.io.ReadLimits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what is wrong with a file, without running it. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Checks structure, types and shapes, limits, and that tensors in other files lie in its folder, as large as they say.",
            "Says whether sums of 8-bit products can saturate on x86-64 processors without VNNI, which is no error.",
            "Runs nothing; exit code 1 if something is wrong."
        })
final class CheckCommand extends ToolCommand {

    @Parameters(paramLabel = "MODEL", description = "ONNX file")
    private Path model;

    @Option(
            names = "--max-bytes",
            description =
                    "largest file to accept, and most bytes of tensors in other files; 2 GiB, and as much as there is memory, unless"
                            + " given")
    private Long maxBytes;

    @Override
    public Integer call() {
        if (maxBytes != null && maxBytes <= 0) {
            throw wrongUsage("--max-bytes: expected a number of bytes above 0, received " + maxBytes);
        }
        ReadLimits limits = maxBytes == null ? ReadLimits.DEFAULT : ReadLimits.DEFAULT.atMost(maxBytes);
        OnnxFile file = ModelReader.read(model, limits);
        ObjectNode facts = object();
        facts.put("valid", file.problems().isEmpty());
        facts.set("problems", array(file.problems()));
        List<String> lines = new ArrayList<>(file.problems().isEmpty() ? List.of("valid") : file.problems());
        IntegerSums sums = integerSums(file.graph());
        facts.set("integerSums", facts(sums));
        if (sums.layers() > 0) {
            lines.add(sums.toString());
        }
        print(facts, lines);
        return file.problems().isEmpty() ? 0 : 1;
    }
}
