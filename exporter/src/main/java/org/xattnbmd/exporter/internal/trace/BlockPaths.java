package org.xattnbmd.exporter.internal.trace;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names things by where they are in the tree of blocks, as a graph viewer shows them: {@code 01Conv2d/weight}.
 *
 * <p>A parameter's path is exact. DJL does not say which block is running, so the path of an operation without
 * parameters is inferred: it shares as many leading blocks with the last parameter asked for as the two have running
 * {@code forwardInternal} methods in common. A wrong guess costs a pretty name and nothing else.
 */
final class BlockPaths {

    private final Map<Parameter, String> ofParameter = new IdentityHashMap<>();
    private final Map<String, Parameter> ofArray = new HashMap<>();
    private List<String> lastNesting = List.of();
    private List<String> lastPath = List.of();

    BlockPaths(Block root) {
        collect(root, "");
    }

    private void collect(Block block, String prefix) {
        for (Pair<String, Parameter> p : block.getDirectParameters()) {
            if (ofParameter.putIfAbsent(p.getValue(), prefix + p.getKey()) == null
                    && p.getValue().isInitialized()) {
                ofArray.put(p.getValue().getArray().getUid(), p.getValue());
            }
        }
        for (Pair<String, Block> child : block.getChildren()) {
            collect(child.getValue(), prefix + child.getKey() + "/");
        }
    }

    /** The parameter's path, or null if it belongs to no block of the tree. */
    String of(Parameter parameter) {
        return ofParameter.get(parameter);
    }

    /** The parameter that holds the array with this identity, or null. */
    Parameter owner(String arrayUid) {
        return ofArray.get(arrayUid);
    }

    /** Notes that the running block asked for this parameter. */
    void visited(Parameter parameter) {
        String path = ofParameter.get(parameter);
        if (path != null) {
            List<String> parts = List.of(path.split("/"));
            lastPath = parts.subList(0, parts.size() - 1);
            lastNesting = CallSite.blockNesting();
        }
    }

    /** The path of the block that is running now; empty for the root. */
    String current() {
        List<String> nesting = CallSite.blockNesting();
        int common = 0;
        while (common < nesting.size()
                && common < lastNesting.size()
                && nesting.get(common).equals(lastNesting.get(common))) {
            common++;
        }
        List<String> path = new ArrayList<>();
        if (common > 0) {
            int left = lastNesting.size() - common;
            path.addAll(lastPath.subList(0, Math.max(0, lastPath.size() - left)));
        }
        path.addAll(nesting.subList(Math.min(nesting.size(), Math.max(common, 1)), nesting.size()));
        return String.join("/", path);
    }
}
