package org.xattnbmd.exporter.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.xattnbmd.exporter.ConversionReport.IntegerSums;
import org.xattnbmd.exporter.internal.graph.Graph;
import org.xattnbmd.exporter.internal.graph.Node;
import org.xattnbmd.exporter.internal.graph.Value;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.OnnxFile;
import org.xattnbmd.exporter.internal.operator.Cost;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a file consists of and where its work is. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Shows inputs, outputs, opset, operators, parameters, metadata and where the work is.")
final class InspectCommand extends ToolCommand {

    private static final int METADATA_WIDTH = 100;

    @Parameters(paramLabel = "MODEL", description = "ONNX file")
    private Path model;

    @Option(
            names = "--nodes",
            defaultValue = "10",
            description = "how many of the costliest nodes to list (${DEFAULT-VALUE})")
    private int nodes;

    @Override
    public Integer call() {
        if (nodes < 0) {
            throw wrongUsage("--nodes: expected a number of nodes to list, received " + nodes);
        }
        OnnxFile file = ModelReader.read(model);
        Graph graph = file.graph();
        ObjectNode facts = object();
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "%s: opset %d, IR %d, by %s, %d bytes",
                graph.name(), graph.opset(), file.irVersion(), file.producer(), file.bytes()));
        facts.put("name", graph.name());
        facts.put("opset", graph.opset());
        facts.put("irVersion", file.irVersion());
        facts.put("producer", file.producer());
        facts.put("bytes", file.bytes());
        facts.put("externalBytes", file.externalBytes());
        if (file.externalBytes() > 0) {
            lines.add(format("%d bytes of tensors in other files", file.externalBytes()));
        }
        values("inputs", graph.inputs(), facts, lines);
        values("outputs", graph.outputs(), facts, lines);
        facts.put("parameters", graph.parameterCount());
        facts.put("nodes", graph.nodes().size());
        ObjectNode operators = facts.putObject("operators");
        graph.operatorCounts().forEach(operators::put);
        lines.add(format(
                "%d parameters, %d nodes: %s",
                graph.parameterCount(), graph.nodes().size(), graph.operatorCounts()));
        costs(graph, facts, lines);
        IntegerSums sums = integerSums(graph);
        facts.set("integerSums", facts(sums));
        if (sums.layers() > 0) {
            lines.add(sums.toString());
        }
        ObjectNode metadata = facts.putObject("metadata");
        file.metadata().forEach((k, v) -> {
            metadata.put(k, v);
            String shown = v.length() <= METADATA_WIDTH
                    ? v
                    : v.substring(0, METADATA_WIDTH) + "… (" + v.length() + " characters)";
            lines.add("metadata " + k + " = " + shown);
        });
        facts.set("problems", array(file.problems()));
        file.problems().forEach(p -> lines.add("problem: " + p));
        print(facts, lines);
        return 0;
    }

    private static void values(String label, List<Value> values, ObjectNode facts, List<String> lines) {
        ArrayNode array = facts.putArray(label);
        for (Value v : values) {
            lines.add(label.substring(0, label.length() - 1) + " " + v);
            array.addObject()
                    .put("name", v.name())
                    .put("type", String.valueOf(v.type()))
                    .put("shape", String.valueOf(v.dims()));
        }
    }

    private void costs(Graph graph, ObjectNode facts, List<String> lines) {
        long total = 0;
        boolean complete = true;
        List<Node> costly = new ArrayList<>();
        for (Node n : graph.nodes()) {
            long macs = Cost.of(n);
            complete &= macs >= 0;
            total += Math.max(0, macs);
            if (macs > 0) {
                costly.add(n);
            }
        }
        costly.sort(Comparator.comparingLong((Node n) -> -Cost.of(n)));
        facts.put("macs", total);
        facts.put("macsComplete", complete);
        lines.add(format(
                "%,d multiply-accumulates per sample%s", total, complete ? "" : ", not counting unknown shapes"));
        ArrayNode array = facts.putArray("costliest");
        for (Node n : costly.subList(0, Math.min(nodes, costly.size()))) {
            long macs = Cost.of(n);
            array.addObject()
                    .put("node", n.name())
                    .put("operator", n.operator().name())
                    .put("macs", macs);
            lines.add(format("  %5.1f %%  %,15d  %s (%s)", 100.0 * macs / total, macs, n.name(), n.operator()));
        }
    }
}
