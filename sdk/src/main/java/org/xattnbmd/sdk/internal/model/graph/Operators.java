package org.xattnbmd.sdk.internal.model.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The operators that a model file may have: those of ONNX's own domain that networks for this contract are made of, whose
 * results have sizes that are known before they run. No control flow, nothing whose size depends on values, no functions
 * of the file's own. The exporter's catalogue is part of it, and so is what other exporters write for such networks.
 */
public final class Operators {

    private static final Map<String, Rule> RULES = new HashMap<>();

    /** Allowed, but they answer differently every time: the release gate refuses them. */
    private static final Set<String> RANDOM = Set.of("RandomNormalLike", "RandomUniformLike");

    static {
        add(
                Elements::same,
                "Abs Acos Asin Asinh Acosh Atan Atanh BatchNormalization BitwiseNot Celu Clip Cos Cosh CumSum"
                        + " DequantizeLinear Dropout Elu Erf Exp Gelu GroupNormalization HardSigmoid HardSwish"
                        + " InstanceNormalization IsInf IsNaN LeakyRelu Log LogSoftmax Mish Not PRelu QuantizeLinear"
                        + " RandomNormalLike RandomUniformLike Reciprocal Relu Round ScatterElements ScatterND Selu"
                        + " Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Tan Tanh ThresholdedRelu Trilu");
        add(Elements::identity, "Identity");
        add(Elements::cast, "Cast");
        add(Elements.function(value -> -value), "Neg");
        add(Elements.function(Math::floor), "Floor");
        add(Elements.function(Math::ceil), "Ceil");
        add(Elements::broadcast, "And Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Or Pow Sum Xor");
        add(Elements.pairs(Double::sum), "Add");
        add(Elements.pairs((a, b) -> a - b), "Sub");
        add(Elements.pairs((a, b) -> a * b), "Mul");
        add(Elements.pairs((a, b) -> a / b), "Div");
        add(Elements.pairs((a, b) -> a == b ? 1 : 0), "Equal");
        add(Elements::where, "Where");
        add(
                Elements::reduce,
                "ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceSum"
                        + " ReduceSumSquare");
        add(Elements::reduceProduct, "ReduceProd");
        add(Elements::position, "ArgMax ArgMin");
        add(Elements.product(0, 1), "MatMul MatMulInteger");
        add(Elements.product(0, 3), "QLinearMatMul");
        add(Elements::gemm, "Gemm");
        add(Layers.convolution(0, 1, false), "Conv");
        add(Layers.convolution(0, 1, true), "ConvInteger");
        add(Layers.convolution(0, 3, true), "QLinearConv");
        add(Layers::transposedConvolution, "ConvTranspose");
        add(Layers::pool, "AveragePool MaxPool");
        add(Layers::globalPool, "GlobalAveragePool GlobalMaxPool");
        add(Layers::layerNormalization, "LayerNormalization");
        add(Layers::resize, "Resize");
        add(Layers::gridSample, "GridSample");
        add(Layers::recurrent, "GRU LSTM RNN");
        add(Layers::dynamicQuantizeLinear, "DynamicQuantizeLinear");
        add(Moves::shape, "Shape");
        add(Moves::size, "Size");
        add(Moves::reshape, "Reshape");
        add(Moves::flatten, "Flatten");
        add(Moves::transpose, "Transpose");
        add(Moves::squeeze, "Squeeze");
        add(Moves::unsqueeze, "Unsqueeze");
        add(Moves::expand, "Expand");
        add(Moves::tile, "Tile");
        add(Moves::concat, "Concat");
        add(Moves::split, "Split");
        add(Moves::pad, "Pad");
        add(Moves::constant, "Constant");
        add(Moves::constantOfShape, "ConstantOfShape");
        add(Moves::range, "Range");
        add(Selections::slice, "Slice");
        add(Selections::gather, "Gather");
        add(Selections::likeIndices, "GatherElements");
        add(Selections::gatherNd, "GatherND");
        add(Selections::oneHot, "OneHot");
        add(Selections::topK, "TopK");
    }

    private Operators() {}

    private static void add(Rule rule, String names) {
        for (String name : names.split(" ")) {
            RULES.put(name, rule);
        }
    }

    /** Whether a model file may have it. */
    public static boolean allowed(String operator) {
        return RULES.containsKey(operator);
    }

    /** Whether it answers the same every time. */
    public static boolean repeats(String operator) {
        return !RANDOM.contains(operator);
    }

    static Rule rule(String operator) {
        return RULES.get(operator);
    }
}
