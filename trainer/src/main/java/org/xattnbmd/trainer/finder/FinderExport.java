package org.xattnbmd.trainer.finder;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.xattnbmd.exporter.OnnxExporter;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.sdk.ModelContract;
import org.xattnbmd.sdk.Preprocessing;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.network.NeckFinder;

/** A trained finder as an ONNX file of its own, compared with the block that it came from, and opened as the SDK will. */
final class FinderExport {

    /** Relative to an output's largest value: the box is in fractions of the picture, the confidences are in [0, 1]. */
    private static final double TOLERANCE = 1e-4;

    private FinderExport() {}

    /** @param overviews pictures that the comparison is made on */
    static void write(NeckFinder finder, Preprocessing.Search search, List<Overview> overviews, Path target) {
        float[] pictures = FinderExamples.plain(overviews);
        int pixels = NeckFinder.SIDE * NeckFinder.SIDE;
        OnnxModel model = OnnxExporter.of(finder)
                .name("xattn-bmd-neck-finder")
                .input(ModelContract.Finder.OVERVIEW, DataType.FLOAT32, -1, 1, NeckFinder.SIDE, NeckFinder.SIDE)
                .outputs(NeckFinder.OUTPUTS.toArray(new String[0]))
                .verificationInputs((scope, n, seed) -> {
                    Random random = new Random(seed);
                    float[] batch = new float[n * pixels];
                    for (int k = 0; k < n; k++) {
                        int from = random.nextInt(overviews.size()) * pixels;
                        System.arraycopy(pictures, from, batch, k * pixels, pixels);
                    }
                    return new NDList(scope.create(batch, new Shape(n, 1, NeckFinder.SIDE, NeckFinder.SIDE)));
                })
                .tolerance(TOLERANCE)
                .metadata(ModelContract.Finder.SEARCH_KEY, search.toJson())
                .export();
        byte[] bytes = model.toBytes();
        SafeFiles.writeAtomically(target, out -> out.write(bytes));
        org.xattnbmd.sdk.NeckFinder.open(target).close();
    }
}
