package org.xattnbmd.exporter.suite;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.ExportReport.PassResult;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Tensor;
import org.xattnbmd.exporter.internal.io.ModelReader;
import org.xattnbmd.exporter.internal.io.OnnxFile;
import org.xattnbmd.exporter.internal.runtime.Difference;
import org.xattnbmd.exporter.internal.runtime.ModelRunner;
import org.xattnbmd.exporter.internal.runtime.OnnxSession;

/**
 * Tries models of the suite in a JVM of its own, so that a crash or a hang shows. Arguments: the suite's folder, and the
 * number of the model to begin at. Prints a line when it begins a step, and one with what came of it.
 */
final class SuiteWorker {

    /** What float16 may differ by, relative to the largest value of an output, and below that absolutely. */
    private static final double HALF_TOLERANCE = 1e-2;

    private static final double HALF_FLOOR = 2e-3;
    private static final double TOLERANCE = 1e-4;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private SuiteWorker() {}

    public static void main(String[] args) throws IOException {
        List<SuiteModel> models = SuiteModel.all(Path.of(args[0]));
        SuiteWorker worker = new SuiteWorker();
        for (int i = Integer.parseInt(args[1]); i < models.size(); i++) {
            worker.say("model", Integer.toString(i));
            worker.model(models.get(i));
            worker.say("done", Integer.toString(i));
        }
        System.exit(0);
    }

    private void say(String step, String what) {
        out.println(step + "\t" + what.replaceAll("\\s+", " "));
    }

    private void model(SuiteModel model) throws IOException {
        OnnxMl.ModelProto proto = model.proto();
        Map<String, Tensor> inputs = model.inputs(proto);
        byte[] bytes = Files.readAllBytes(model.file());
        say("try", "runtime");
        Outcome expected = run(bytes, SuiteModel.isRandom(proto) ? null : inputs);
        say("runtime", expected.word);
        say("try", "check");
        say("check", trial(() -> {
            OnnxFile file = ModelReader.read(model.file());
            return file.problems().isEmpty()
                    ? "valid"
                    : "refused: " + file.problems().get(0);
        }));
        say("try", "save");
        say("save", trial(() -> compare(OnnxModel.read(model.file()).toBytes(), expected, inputs, TOLERANCE, 1e-7)));
        say("try", "optimize");
        say("optimize", trial(() -> {
            OnnxModel optimized = OnnxModel.read(model.file()).optimized();
            String left = optimized.report().passes().stream()
                    .filter(p -> p.name().equals("all passes"))
                    .map(PassResult::skipped)
                    .map(Map::toString)
                    .findFirst()
                    .orElse(null);
            String same = compare(optimized.toBytes(), expected, inputs, TOLERANCE, 1e-7);
            return left == null || same.startsWith("differs") || same.startsWith("broken") ? same : "left: " + left;
        }));
        if (isFloat(proto)) {
            say("try", "float16");
            say(
                    "float16",
                    trial(() -> compare(
                            OnnxModel.read(model.file()).toFloat16().toBytes(),
                            expected,
                            inputs,
                            HALF_TOLERANCE,
                            HALF_FLOOR)));
        }
    }

    private static boolean isFloat(OnnxMl.ModelProto model) {
        return model.getGraph().getInputList().stream()
                .anyMatch(v -> v.getType().getTensorType().getElemType() == ElementType.FLOAT.code());
    }

    private static String trial(Supplier<String> step) {
        try {
            return step.get();
        } catch (ExportException e) {
            return "refused: " + e.code() + " " + e.getMessage();
        } catch (Failure e) {
            return "refused: " + e.reason() + " " + e.getMessage();
        } catch (RuntimeException | LinkageError e) {
            return "broken: " + e;
        }
    }

    /** What a file did: {@code runs} with outputs, {@code loads}, or {@code no} with the reason. */
    private record Outcome(String word, Map<String, Tensor> outputs) {}

    private static Outcome run(byte[] model, Map<String, Tensor> inputs) {
        try {
            OnnxSession.open(model, OnnxSession.Optimization.NONE, 1).close();
        } catch (Failure e) {
            return new Outcome("no: " + e.getMessage(), null);
        }
        if (inputs == null) {
            return new Outcome("loads", null);
        }
        try {
            // Apart, since the runtime's own Java code crashes on optional outputs.
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            ModelRunner.APART.run(model, OnnxSession.Optimization.NONE, 1, List.of(inputs), outputs::putAll);
            return new Outcome("runs", outputs);
        } catch (Failure e) {
            return new Outcome("loads: " + e.getMessage(), null);
        }
    }

    private static String compare(
            byte[] model, Outcome expected, Map<String, Tensor> inputs, double tolerance, double floor) {
        if (expected.word.startsWith("no")) {
            return "equal: as before, the runtime does not load it";
        }
        Outcome actual = run(model, expected.outputs == null ? null : inputs);
        if (actual.word.startsWith("no")) {
            return "broken: " + actual.word;
        }
        if (expected.outputs == null) {
            return "equal: loads";
        }
        if (actual.outputs == null) {
            return "broken: " + actual.word;
        }
        for (Map.Entry<String, Tensor> e : expected.outputs.entrySet()) {
            Tensor now = actual.outputs.get(e.getKey());
            if (now == null) {
                return "differs: no output " + e.getKey();
            }
            Difference d = Difference.between(now, e.getValue());
            if (d.problem() != null || d.maxAbsolute() > tolerance * d.maxReference() + floor) {
                return "differs: " + e.getKey() + " by " + d.maxAbsolute() + " of " + d.maxReference() + " "
                        + d.problem();
            }
        }
        return "equal";
    }
}
