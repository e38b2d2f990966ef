package org.xattnbmd.exporter.suite;

import ai.onnxruntime.OrtEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The page with the counts of a run over the suite. */
final class SuiteTable {

    /** What is said of each model that a step did not do as it should: as much as stays the same on every machine. */
    private static final int REASON = 90;

    /** The steps, with what each ought to do, in the order of the page. */
    private static final Map<String, String> STEPS = new LinkedHashMap<>();

    static {
        STEPS.put("check", "`check` finds it valid");
        STEPS.put("save", "read and saved, it loads and gives equal outputs");
        STEPS.put("optimize", "`optimize` gives a model with equal outputs, or leaves it alone with a reason");
        STEPS.put("float16", "`fp16`, of those with float32 inputs, gives equal outputs within 1 %");
    }

    private final Map<String, Map<String, String>> results;

    SuiteTable(Map<String, Map<String, String>> results) {
        this.results = results;
    }

    /** Which version of ONNX Runtime the page is of. */
    static String runtime() {
        return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(
                "# ONNX's backend suite",
                "",
                "Written by `BackendSuite` from the models of Debian's package `libonnx-testdata` (1.12.0), each with its own inputs,"
                        + " under",
                runtime() + "; do not edit. It is run, and this page held to it, by",
                "`./mvnw -B -Pbackend-suite -pl exporter -am test`; with `-Dsuite.write=true` the page is written again.",
                "",
                String.format(
                        Locale.ROOT,
                        "%d models, of which the runtime itself loads %d; only these count below, but for `check`.",
                        results.size(),
                        results.values().stream().filter(SuiteTable::loads).count()),
                "",
                "| step | models | equal or valid | left alone | refused | broken or different | crash | hang |",
                "|---|---|---|---|---|---|---|---|"));
        STEPS.forEach((step, meaning) -> lines.add(row(step, meaning)));
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "Outputs are compared of the %d models whose inputs Java can give to the runtime and that are not random; of the"
                        + " others, that they load.",
                results.values().stream()
                        .filter(r -> r.getOrDefault("runtime", "").equals("runs"))
                        .count()));
        lines.add("Left alone are models whose inputs are sequences, optional, or of types that Java cannot give to the"
                + " runtime.");
        lines.add("");
        lines.add("| model | step | what came |");
        lines.add("|---|---|---|");
        results.forEach((model, steps) -> STEPS.keySet().stream()
                .filter(step -> counts(step, steps))
                .filter(step -> !isRight(steps.get(step)))
                .forEach(step -> lines.add("| `" + model + "` | " + step + " | " + shortened(steps.get(step)) + " |")));
        return lines;
    }

    /** How many models came to what at a step. */
    Map<String, Integer> counts(String step) {
        Map<String, Integer> counts = new TreeMap<>();
        results.values().stream()
                .filter(steps -> counts(step, steps))
                .forEach(steps -> counts.merge(word(steps.get(step)), 1, Integer::sum));
        return counts;
    }

    private static boolean counts(String step, Map<String, String> steps) {
        return steps.containsKey(step) && (step.equals("check") || loads(steps));
    }

    private static boolean loads(Map<String, String> steps) {
        return !steps.getOrDefault("runtime", "no").startsWith("no");
    }

    private static boolean isRight(String outcome) {
        return List.of("equal", "valid", "left").contains(word(outcome));
    }

    private static String word(String outcome) {
        String word = outcome.split(":")[0];
        return word.equals("differs") ? "broken" : word;
    }

    private static String shortened(String outcome) {
        String text = outcome.replace("|", "\\|");
        return text.length() <= REASON ? text : text.substring(0, REASON) + "…";
    }

    private String row(String step, String meaning) {
        Map<String, Integer> counts = counts(step);
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        int right = counts.getOrDefault("equal", 0) + counts.getOrDefault("valid", 0);
        StringBuilder row = new StringBuilder("| " + meaning + " | " + all + " | " + right);
        for (String word : List.of("left", "refused", "broken", "crash", "hang")) {
            row.append(" | ").append(counts.getOrDefault(word, 0));
        }
        return row.append(" |").toString();
    }
}
