package org.xattnbmd.exporter.suite;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;

/** A model of ONNX's backend suite: {@code model.onnx} in a folder of its own, with inputs in {@code test_data_set_0}. */
record SuiteModel(Path folder) {

    /** Operators whose results are drawn by chance: nothing can be compared. */
    private static final Set<String> RANDOM = Set.of(
            "Bernoulli",
            "Dropout",
            "Multinomial",
            "RandomNormal",
            "RandomNormalLike",
            "RandomUniform",
            "RandomUniformLike");

    /** The suite's models, in the order of their names. */
    static List<SuiteModel> all(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.getFileName().toString().equals("model.onnx"))
                    .map(f -> new SuiteModel(f.getParent()))
                    .sorted((a, b) -> a.folder.compareTo(b.folder))
                    .toList();
        }
    }

    Path file() {
        return folder.resolve("model.onnx");
    }

    String name() {
        return folder.getFileName().toString();
    }

    OnnxMl.ModelProto proto() throws IOException {
        return OnnxMl.ModelProto.parseFrom(Files.readAllBytes(file()));
    }

    static boolean isRandom(OnnxMl.ModelProto model) {
        return Stream.concat(
                        model.getGraph().getNodeList().stream(),
                        model.getFunctionsList().stream().flatMap(f -> f.getNodeList().stream()))
                .anyMatch(n -> RANDOM.contains(n.getOpType()));
    }

    /** The inputs by name, or null where one is no tensor, or of a type that Java cannot give to ONNX Runtime. */
    Map<String, Tensor> inputs(OnnxMl.ModelProto model) throws IOException {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        int file = 0;
        List<String> initializers = new ArrayList<>();
        model.getGraph().getInitializerList().forEach(t -> initializers.add(t.getName()));
        for (OnnxMl.ValueInfoProto input : model.getGraph().getInputList()) {
            if (initializers.contains(input.getName())) {
                continue;
            }
            Path data = folder.resolve("test_data_set_0").resolve("input_" + file++ + ".pb");
            Tensor tensor = input.getType().hasTensorType() && Files.exists(data) ? tensor(data) : null;
            if (tensor == null) {
                return null;
            }
            inputs.put(input.getName(), tensor);
        }
        return inputs;
    }

    private static Tensor tensor(Path file) throws IOException {
        OnnxMl.TensorProto t = OnnxMl.TensorProto.parseFrom(Files.readAllBytes(file));
        ElementType type = ElementType.of(t.getDataType());
        if (type == null || type.bytes() == 0 || !t.hasRawData()) {
            return null;
        }
        long[] dims = t.getDimsList().stream().mapToLong(Long::longValue).toArray();
        return new Tensor(type, dims, t.getRawData().toByteArray());
    }
}
