package org.xattnbmd.sdk.internal.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ModelCheck.Margin;
import org.xattnbmd.sdk.ModelCheck.Outcome;
import org.xattnbmd.sdk.ModelCheck.Report;
import org.xattnbmd.sdk.ModelCheck.Status;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.internal.picture.GreyPicture;

/**
 * Runs the checks of one model, one after the other.
 *
 * @param pixels how to look at a radiograph's greys
 * @param nanoClock what latency is measured with
 */
public record CheckRun(
        Path model, Map<Margin, Double> margins, Function<Radiograph, GreyPicture> pixels, LongSupplier nanoClock) {

    /** Compares with a baseline; both paths may be null. */
    public Report run(Path baselineFile, Path manifestFile) {
        Baseline baseline = baselineFile == null ? null : Baseline.read(baselineFile);
        try (CheckContext context =
                new CheckContext(model, baseline, manifest(baseline, manifestFile), margins, pixels, nanoClock)) {
            return report(context);
        }
    }

    /** Writes a baseline if no check fails; the manifest may be null. */
    public Report record(Path manifestFile, Path baselineFile) {
        HeldOutSet manifest = manifestFile == null ? null : HeldOutSet.read(manifestFile);
        try (CheckContext context = new CheckContext(model, null, manifest, margins, pixels, nanoClock)) {
            Report report = report(context);
            if (report.passed()) {
                Baseline.write(context, report.outcomes(), baselineFile);
            }
            return report;
        }
    }

    private static HeldOutSet manifest(Baseline baseline, Path chosen) {
        Path file = chosen != null || baseline == null
                ? chosen
                : baseline.manifestPath().orElse(null);
        if (file == null) {
            return null;
        }
        HeldOutSet manifest = HeldOutSet.read(file);
        if (baseline != null
                && !baseline.manifest().isEmpty()
                && !baseline.manifestSha256().equals(manifest.sha256())) {
            throw HeldOutSet.unusable(
                    file, "it is not the one that the baseline was recorded on; record it again", null);
        }
        return manifest;
    }

    private Report report(CheckContext context) {
        List<Outcome> outcomes = new ArrayList<>();
        for (GateCheck check : checks()) {
            outcomes.add(outcome(check, context));
        }
        return new Report(String.valueOf(model.getFileName()), context.sha256(), outcomes);
    }

    private static List<GateCheck> checks() {
        return List.of(
                new CardCheck(),
                new IdentityCheck(),
                new ContractCheck(),
                new OperatorsCheck(),
                new GoldenVectorCheck(),
                new AccuracyCheck(),
                new ScreeningCheck(),
                new CoverageCheck(),
                new EncodingCheck(),
                new BatchCheck(),
                new RepeatabilityCheck(),
                new CudaCheck(),
                new LatencyCheck(),
                new SizeCheck());
    }

    private static Outcome outcome(GateCheck check, CheckContext context) {
        try {
            return check.run(context).outcome(check.name());
        } catch (NotPossibleException e) {
            return new Outcome(check.name(), Status.SKIPPED, e.getMessage(), Map.of(), Map.of());
        } catch (BmdException e) {
            if (e.code() == Code.CHECK_MANIFEST) {
                throw e;
            }
            return new Outcome(check.name(), Status.FAILED, e.toString(), Map.of(), Map.of());
        }
    }
}
