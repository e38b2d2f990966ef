package org.xattnbmd.samples.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.xattnbmd.samples.Console;
import org.xattnbmd.samples.doctor.Finding.State;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Device;
import org.xattnbmd.sdk.RuntimeInfo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Console application: says whether estimates work on this machine, on what, and if not, what to do. */
@Command(
        name = "doctor",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "doctor 1.0.0",
        description = {
            "Looks at Java, the system, the native libraries and CUDA, tests a model if one is given, and ends with a",
            "verdict in one line. Needs neither a model nor a GPU."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:estimates work here as asked for", "1:they do not; the verdict says what to do", "2:usage"})
public final class Doctor implements Callable<Integer> {

    @Option(names = "--model", paramLabel = "FILE", description = "Open this model and repeat its golden vectors.")
    private Path model;

    @Option(
            names = "--device",
            defaultValue = "CUDA_PREFERRED",
            paramLabel = "DEVICE",
            description = "What is asked for: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Device device;

    @Option(names = "--json", description = "Print the findings and the verdict as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        List<Finding> findings = new ArrayList<>(Host.examine());
        findings.addAll(Natives.examine());
        findings.addAll(Cuda.examine(device));
        // Without natives or the required GPU a model cannot be opened, and the reason is already found.
        if (problem(findings).isEmpty()) {
            findings.add(model == null ? device() : selfTest());
        }
        String verdict = verdict(findings);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(toJson(findings, verdict));
        } else {
            findings.forEach(finding -> print(finding, out));
            out.println(verdict);
        }
        out.flush();
        return problem(findings).isEmpty() ? 0 : 1;
    }

    private Finding device() {
        try {
            RuntimeInfo runtime = RuntimeInfo.probe(device);
            return Finding.ok(
                    "Device", runtime.actualDevice() + " (" + runtime.reason() + "), no model tried", device.name());
        } catch (BmdException e) {
            return Finding.problem("Device", e.toString(), device.name(), "Open with CUDA_PREFERRED or CPU.");
        }
    }

    private Finding selfTest() {
        try (BmdEstimator estimator = BmdEstimator.builder(model).device(device).open()) {
            RuntimeInfo runtime = estimator.runtime();
            return Finding.ok(
                    "Model",
                    String.format(
                            Locale.ROOT,
                            "%s %s computes its %d golden vectors on %s (%s)",
                            estimator.modelCard().modelId(),
                            estimator.modelCard().modelVersion(),
                            estimator.modelCard().goldenVectors().size(),
                            runtime.actualDevice(),
                            runtime.reason()),
                    device.name());
        } catch (BmdException e) {
            return Finding.problem(
                    "Model", e.toString(), "opens", "Use a model file that is whole, made for this SDK.");
        }
    }

    private static Optional<Finding> problem(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.state() == State.PROBLEM)
                .findFirst();
    }

    static String verdict(List<Finding> findings) {
        return problem(findings)
                .map(worst -> "Not ready: " + worst.what() + ": " + worst.found() + "; wanted " + worst.wanted() + ". "
                        + worst.remedy())
                .orElseGet(() -> "Ready: " + findings.get(findings.size() - 1).found() + ".");
    }

    private static void print(Finding finding, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-8s %-18s %s%s%n",
                finding.state().label(),
                finding.what(),
                finding.found(),
                finding.state() == State.OK ? "" : "; wanted " + finding.wanted() + ". " + finding.remedy());
    }

    private static String toJson(List<Finding> findings, String verdict) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root =
                mapper.createObjectNode().put("ready", problem(findings).isEmpty());
        root.put("verdict", verdict);
        for (Finding finding : findings) {
            root.withArray("findings")
                    .addObject()
                    .put("what", finding.what())
                    .put("state", finding.state().name().toLowerCase(Locale.ROOT))
                    .put("found", finding.found())
                    .put("wanted", finding.wanted())
                    .put("remedy", finding.remedy());
        }
        return mapper.writeValueAsString(root);
    }

    static CommandLine commandLine() {
        return Console.of(new Doctor());
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }
}
