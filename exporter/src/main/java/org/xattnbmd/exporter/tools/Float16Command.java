package org.xattnbmd.exporter.tools;

import java.nio.file.Path;
import java.util.List;
import org.xattnbmd.exporter.ConversionReport;
import org.xattnbmd.exporter.Float16Options;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a float16 model of a file. */
@Command(
        name = "fp16",
        mixinStandardHelpOptions = true,
        description = "Converts to float16, half the size; what would overflow, fail or crash stays in float32.")
final class Float16Command extends WritingCommand {

    @Option(
            names = "--samples",
            description =
                    "folder of samples (.npz, .npy, .bin, or a folder each) to look for overflow on; random inputs unless"
                            + " given")
    private Path samples;

    @Option(names = "--keep-operator", description = "operator that stays in float32; may be repeated")
    private String[] operators = {};

    @Option(names = "--keep-node", description = "beginning of node names that stay in float32; may be repeated")
    private String[] nodes = {};

    @Option(names = "--float16-io", description = "inputs and outputs in float16 too")
    private boolean boundary;

    @Override
    public Integer call() {
        Float16Options options = Float16Options.DEFAULT
                .keepingOperators(operators)
                .keepingNodes(nodes)
                .withSamples(samples == null ? null : SampleSet.read(samples));
        OnnxModel half = read().toFloat16(boundary ? options.withFloat16Boundary() : options);
        save(half);
        ConversionReport report = half.conversion().orElseThrow();
        print(facts(report), List.of(report.toString().stripTrailing()));
        return 0;
    }
}
