package org.xattnbmd.exporter.internal.graph;

import ai.onnx.proto.OnnxMl;

/**
 * What tells a model's functions apart, and says which of them a node calls.
 *
 * @param domain "" for the standard operators'
 * @param name the name, which a node gives as its operator
 * @param overload tells functions of one name apart, from IR version 10 on; "" where there is one
 */
public record FunctionId(String domain, String name, String overload) {

    public FunctionId {
        domain = domain.equals("ai.onnx") ? "" : domain;
    }

    public static FunctionId of(OnnxMl.FunctionProto function) {
        return new FunctionId(function.getDomain(), function.getName(), function.getOverload());
    }

    /** The function that a node would call, if there is one. */
    public static FunctionId calledBy(OnnxMl.NodeProto node) {
        return new FunctionId(node.getDomain(), node.getOpType(), node.getOverload());
    }

    /** The function that nodes of this operator would call, if there is one. */
    public static FunctionId of(Operator operator) {
        return new FunctionId(operator.domain(), operator.name(), operator.overload());
    }

    @Override
    public String toString() {
        return (domain.isEmpty() ? "" : domain + ":") + name + (overload.isEmpty() ? "" : ":" + overload);
    }
}
