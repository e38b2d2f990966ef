package org.xattnbmd.exporter.tools;

import java.nio.file.Path;
import org.xattnbmd.exporter.Int4Form;
import org.xattnbmd.exporter.Int4Options;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.SampleSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a model with weights of 4 bits of a file. */
@Command(
        name = "quantize-weights",
        mixinStandardHelpOptions = true,
        description = {
            "Puts the weights of MatMul and Gemm into 4 bits, with one scale per block.",
            "Writes nothing if the accuracy budget cannot be kept."
        })
final class QuantizeWeightsCommand extends WritingCommand {

    @Option(
            names = "--samples",
            description =
                    "folder of samples (.npz, .npy, .bin, or a folder each) to measure the error on; random inputs unless"
                            + " given")
    private Path samples;

    @Option(
            names = "--form",
            description =
                    "FLOAT_PRODUCTS: ONNX Runtime's MatMulNBits, products in float32; INTEGER_PRODUCTS: MatMulNBits"
                            + " that may round activations to 8 bits; STANDARD: ONNX's DequantizeLinear with blocks, from opset 21"
                            + " (${DEFAULT-VALUE})",
            defaultValue = "FLOAT_PRODUCTS")
    private Int4Form form;

    @Option(
            names = "--block-size",
            description = "weights that share a scale: 16, 32, 64, 128 or 256 (${DEFAULT-VALUE})",
            defaultValue = "32")
    private int blockSize;

    @Option(names = "--zero-points", description = "a zero point per block as well")
    private boolean zeroPoints;

    @Option(
            names = "--budget",
            description = "largest relative rms error of an output (${DEFAULT-VALUE})",
            defaultValue = "0.1")
    private double budget;

    @Option(names = "--exclude", description = "beginning of node names that stay in float32; may be repeated")
    private String[] excluded = {};

    @Override
    public Integer call() {
        Int4Options options = valid(() -> Int4Options.DEFAULT
                .withForm(form)
                .withBlockSize(blockSize)
                .withAccuracyBudget(budget)
                .excluding(excluded));
        options = options.withSamples(samples == null ? null : SampleSet.read(samples));
        OnnxModel quantized = read().quantizeWeights(zeroPoints ? options.withZeroPoints() : options);
        save(quantized);
        report(quantized);
        return 0;
    }
}
