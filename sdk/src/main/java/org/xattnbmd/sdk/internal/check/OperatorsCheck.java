package org.xattnbmd.sdk.internal.check;

import java.util.Set;
import java.util.TreeSet;

/**
 * Only operators of ONNX's own domain that are deterministic and free of control flow: what a network for this contract
 * is made of, and what every runtime has. Others are refused because nobody reviewed them, not because they are bad.
 */
final class OperatorsCheck implements GateCheck {

    private static final Set<String> ALLOWED = Set.of(
            // arithmetic
            "Abs Add Ceil Clip Div Erf Exp Floor Log Max Mean Min Mod Mul Neg Pow Reciprocal Round Sign Sqrt Sub Sum",
            // activations
            "Elu Gelu HardSigmoid HardSwish LeakyRelu LogSoftmax PRelu Relu Selu Sigmoid Softmax Softplus Softsign Tanh",
            // layers
            "AveragePool BatchNormalization Conv ConvTranspose Dropout Gemm GlobalAveragePool GlobalMaxPool GridSample",
            "GroupNormalization InstanceNormalization LayerNormalization MatMul MaxPool Pad Resize",
            // reductions and comparisons
            "And ArgMax ArgMin CumSum Equal Greater GreaterOrEqual IsInf IsNaN Less LessOrEqual Not Or ReduceL1 ReduceL2",
            "ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare TopK Where Xor",
            // shapes
            "Cast Concat Constant ConstantOfShape Expand Flatten Gather GatherElements GatherND Identity OneHot Range",
            "Reshape Shape Size Slice Split Squeeze Tile Transpose Unsqueeze",
            // trigonometry, for positions and rotations
            "Acos Asin Atan Cos Cosh Sin Sinh Tan",
            // quantisation
            "ConvInteger DequantizeLinear DynamicQuantizeLinear MatMulInteger QLinearConv QLinearMatMul QuantizeLinear");

    private static boolean allowed(String operator) {
        return ALLOWED.stream().anyMatch(line -> Set.of(line.split(" ")).contains(operator));
    }

    @Override
    public String name() {
        return "operators";
    }

    @Override
    public Findings run(CheckContext context) {
        Findings findings = new Findings();
        Set<String> refused = new TreeSet<>();
        int nodes = 0;
        for (var entry : context.structure().operators().entrySet()) {
            nodes += entry.getValue();
            if (!allowed(entry.getKey())) {
                refused.add(entry.getKey());
            }
        }
        if (!refused.isEmpty()) {
            findings.problem("outside the allow-list: %s", refused);
        }
        return findings.figure("nodes", nodes)
                .fact("operators", context.structure().operators().toString())
                .summary(
                        "%d nodes of %d operators",
                        nodes, context.structure().operators().size());
    }
}
