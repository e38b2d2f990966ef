package org.xattnbmd.sdk.internal.model.graph;

import java.util.List;
import java.util.Map;

/**
 * One operation of a graph.
 *
 * @param operator its operator's name; "domain:Operator" outside of ONNX's own domain
 * @param inputs names of its inputs in order, empty for one that is left out
 * @param outputs names of its outputs in order, empty for one that is left out
 * @param attributes by name
 */
public record Node(String operator, List<String> inputs, List<String> outputs, Map<String, Attribute> attributes) {}
