package org.xattnbmd.exporter.operators;

import static org.xattnbmd.exporter.operators.OperatorCase.refused;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.SparseFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.xattnbmd.exporter.ExportException.Code;

/** Methods that are refused, and methods that the engine itself cannot run, so that nothing could be compared. */
final class RefusedCases {

    private static final String LENGTH = "the shape of the result depends on values";

    private RefusedCases() {}

    static Stream<OperatorCase> all() {
        Code op = Code.UNSUPPORTED_OPERATION;
        return Stream.of(
                refused(
                        "inverse()",
                        op,
                        "ONNX has no matrix inverse",
                        x -> x.a().get(":, :, :3").inverse()),
                refused("nonzero()", op, LENGTH, x -> x.i().nonzero()),
                refused("unique()", op, LENGTH, x -> x.i().unique().get(0)),
                refused(
                        "unique(boolean,boolean,boolean)",
                        op,
                        LENGTH,
                        x -> x.i().unique(true, false, false).get(0)),
                refused(
                        "unique(Integer,boolean,boolean,boolean)",
                        op,
                        LENGTH,
                        x -> x.i().unique(0, true, false, false).get(0)),
                refused(
                        "toSparse(SparseFormat)",
                        op,
                        "ONNX Runtime computes with dense tensors",
                        x -> x.a().toSparse(SparseFormat.COO)),
                refused(
                        "ex.multiBoxDetection(NDList,boolean,float,int,float,boolean,int)",
                        op,
                        "suppression of overlapping boxes reads values; run it behind the model",
                        x -> x.a().getNDArrayInternal()
                                .multiBoxDetection(new NDList(x.a(), x.b(), x.p()), true, 0.1f, 0, 0.5f, true, 10)
                                .head()));
    }

    /** Methods that DJL's PyTorch engine does not implement, with what it says instead. */
    static Map<String, String> withoutEngine() {
        Map<String, String> all = new TreeMap<>();
        for (String m : new String[] {
            "ex.multiBoxTarget(NDList,float,float,float,float,int)",
            "ex.randomFlipLeftRight()",
            "ex.randomFlipTopBottom()",
            "ex.randomBrightness(float)",
            "ex.randomHue(float)",
            "ex.randomColorJitter(float,float,float,float)"
        }) {
            all.put(
                    m,
                    m.contains("random")
                            ? "random, and the engine does not implement it"
                            : "the engine does not implement it");
        }
        return all;
    }
}
