package org.xattnbmd.exporter.internal.pass;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.operator.Operators;

/** {@code MatMul(a, b) + c = Gemm(a, b, c)} for matrices a and b and a constant row c as long as b is wide. */
public final class GemmFusion implements Pass {

    @Override
    public String name() {
        return "MatMul and Add to Gemm";
    }

    @Override
    public void apply(Graph graph, PassLog log) {
        for (Node add : List.copyOf(graph.nodes())) {
            if (!add.is(Operators.ADD)) {
                continue;
            }
            for (int side = 0; side < 2; side++) {
                Node product = graph.producers().get(add.input(side));
                if (product != null && product.is(Operators.MATMUL)) {
                    fuse(graph, add, product, add.input(1 - side), log);
                    break;
                }
            }
        }
    }

    private static void fuse(Graph graph, Node add, Node product, Value c, PassLog log) {
        Map<Value, Set<Node>> consumers = graph.consumers();
        Value a = product.input(0);
        Value b = product.input(1);
        if (a.rank() != 2 || b.rank() != 2) {
            log.skip("an operand is no matrix");
        } else if (graph.onlyConsumer(product.output(), consumers) != add) {
            log.skip("the product is used elsewhere too");
        } else if (!c.isConstant()
                || c.rank() != 1
                || !Dim.of(c.constant().size()).equals(b.dims().get(1))) {
            log.skip("the summand is no constant row of the product's width");
        } else if (a.type() != ElementType.FLOAT && a.type() != ElementType.DOUBLE) {
            log.skip("the element type is not floating");
        } else {
            graph.replace(add, new Node(product.name(), Operators.GEMM, List.of(a, b, c), add.outputs(), Map.of()));
            graph.nodes().remove(product);
            log.fire();
        }
    }
}
