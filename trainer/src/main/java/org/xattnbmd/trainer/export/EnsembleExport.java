package org.xattnbmd.trainer.export;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.xattnbmd.exporter.OnnxModel;
import org.xattnbmd.sdk.FurtherTarget;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.ModelCard.TrustLimits;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.card.CardText;
import org.xattnbmd.trainer.card.Cards;
import org.xattnbmd.trainer.checkpoint.NamedParameters;
import org.xattnbmd.trainer.checkpoint.Safetensors;
import org.xattnbmd.trainer.export.ModelExport.Exported;
import org.xattnbmd.trainer.network.NetworkEnsemble;
import org.xattnbmd.trainer.network.XAttnBmd;
import org.xattnbmd.trainer.onnx.GoldenCheck;
import org.xattnbmd.trainer.run.RunFolder;
import org.xattnbmd.trainer.run.RunRecord;
import org.xattnbmd.trainer.training.Gradients;
import org.xattnbmd.trainer.training.Predictor;

/**
 * The folds of a cross-validation as one self-describing ONNX file, a {@link NetworkEnsemble}. No subject is left that none of its
 * networks has learned from, so its intervals are made of what each fold's own subjects said of the network that had not seen them:
 * the mean of the folds' quantiles, times a spread that holds the networks' disagreement as well.
 */
public final class EnsembleExport {

    private EnsembleExport() {}

    /**
     * Exports in float32, checks, and only then writes.
     *
     * @param folds folders of finished runs of one study
     * @throws TrainerException {@code NOT_EXPORTABLE} if they differ in more than whom they learned from, and as {@link
     *     ModelExport#export}
     */
    public static Exported export(List<Path> folds, CardText text, Path target) {
        List<RunRecord> runs = folds.stream().map(RunFolder::read).toList();
        runs.forEach(ModelExport::requireExportable);
        requireAlike(runs);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu());
                Gradients off = Gradients.off()) {
            List<XAttnBmd> members = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                XAttnBmd member = XAttnBmd.create(runs.get(i).setup().network(), manager);
                NamedParameters.load(
                        member,
                        Safetensors.read(RunFolder.weights(folds.get(i))).tensors());
                members.add(member);
            }
            NetworkEnsemble ensemble = new NetworkEnsemble(members);
            RunRecord first = runs.get(0);
            ModelExport.Inputs inputs = ModelExport.Inputs.of(first, folds.get(0));
            Predictor.Predictions outputs = new Predictor(ensemble, manager).predict(inputs.pictures(), inputs.rows());
            ModelCard card = card(
                    text.card(first, ModelExport.golden(first.golden(), outputs), Precision.FLOAT32.toString()),
                    runs,
                    ensemble.sharesEncoder());
            OnnxModel model = ModelExport.model(ensemble, ensemble.outputNames(), ensemble.config(), card, inputs);
            double difference = GoldenCheck.check(model.toBytes(), card);
            ModelExport.write(model, target);
            return new Exported(card, model, difference);
        }
    }

    /** Of one study: the same network, target, data and preparation of pictures, and fields that mean the same. */
    private static void requireAlike(List<RunRecord> runs) {
        RunRecord first = runs.get(0);
        boolean alike = runs.size() > 1
                && runs.stream()
                        .allMatch(run -> run.data()
                                        .dataHash()
                                        .equals(first.data().dataHash())
                                && run.data().measured().equals(first.data().measured())
                                && run.data()
                                        .furtherTargets()
                                        .equals(first.data().furtherTargets())
                                && run.setup()
                                        .network()
                                        .settings()
                                        .equals(first.setup().network().settings())
                                && run.setup()
                                        .preprocessing()
                                        .equals(first.setup().preprocessing())
                                && fields(run).equals(fields(first)));
        if (!alike) {
            throw new TrainerException(
                    Code.NOT_EXPORTABLE,
                    "Expected two or more finished folds of one cross-validation, received " + runs.size()
                            + " that differ in data, network, pictures or fields.");
        }
    }

    private static List<String> fields(RunRecord run) {
        return run.setup().clinicalFields().stream()
                .map(f -> f.name() + f.categories() + f.minimum() + f.maximum())
                .toList();
    }

    private static ModelCard card(ModelCard first, List<RunRecord> runs, boolean sharing) {
        Map<String, Double> evaluation = new TreeMap<>(first.evaluation());
        evaluation.replaceAll(
                (name, value) -> mean(runs, run -> run.course().best().validationMae()));
        evaluation.put("ensemble_networks", (double) runs.size());
        Map<String, String> words = new LinkedHashMap<>();
        words.put(
                "ensemble",
                "mean of " + runs.size()
                        + " networks of a cross-validation, each trained without its own fold's subjects; the"
                        + " spread holds what each does not know and what they disagree about"
                        + (sharing ? "; residual network and localiser are the same in all and computed once" : ""));
        words.put(
                "ensemble_intervals",
                "mean of the networks' quantiles, each from subjects that it had not learned from; no subject is left that"
                        + " none has learned from");
        words.put("epochs", joined(runs, "epochs"));
        words.put("recalibration", "each network's own");
        words.put(
                CardText.PRECISION_BASIS,
                "mean of the networks' own: "
                        + runs.get(0).calibration().change().basis());
        return Cards.withConfiguration(first, words).toBuilder()
                .conformalQuantiles(quantiles(runs, run -> run.calibration().conformalQuantiles()))
                .furtherTargets(furtherTargets(first, runs))
                .leastSignificantChange(
                        mean(runs, run -> run.calibration().change().gramsPerCm2()))
                .outlierThreshold(mean(runs, run -> run.calibration().outlierThreshold()))
                .trust(trust(runs))
                .evaluation(evaluation)
                .build();
    }

    private static String joined(List<RunRecord> runs, String what) {
        return what + " kept: "
                + runs.stream()
                        .map(run -> run.kept() + " of " + run.course().history().size())
                        .collect(Collectors.joining(", "));
    }

    /** Coverages that every fold has subjects enough for. */
    private static Map<String, Double> quantiles(List<RunRecord> runs, Function<RunRecord, Map<String, Double>> of) {
        Map<String, Double> quantiles = new LinkedHashMap<>();
        for (String coverage : of.apply(runs.get(0)).keySet()) {
            if (runs.stream().allMatch(run -> of.apply(run).containsKey(coverage))) {
                quantiles.put(coverage, mean(runs, run -> of.apply(run).get(coverage)));
            }
        }
        return quantiles;
    }

    private static List<FurtherTarget> furtherTargets(ModelCard first, List<RunRecord> runs) {
        List<FurtherTarget> targets = new ArrayList<>();
        for (FurtherTarget further : first.furtherTargets()) {
            int k = targets.size();
            targets.add(new FurtherTarget(
                    further.target(),
                    further.densitometer(),
                    quantiles(runs, run -> run.calibration().further().get(k).conformalQuantiles()),
                    mean(runs, run -> run.calibration().further().get(k).unusualWidening())));
        }
        return targets;
    }

    /** Null where a fold says nothing of unusual radiographs. */
    private static TrustLimits trust(List<RunRecord> runs) {
        if (runs.stream().anyMatch(run -> run.calibration().trust() == null)) {
            return null;
        }
        return new TrustLimits(
                mean(runs, run -> run.calibration().trust().outlierHardLimit()),
                mean(runs, run -> run.calibration().trust().unusualWidening()),
                "means of " + runs.size() + " networks; of the first: "
                        + runs.get(0).calibration().trust().basis());
    }

    private static double mean(List<RunRecord> runs, ToDoubleFunction<RunRecord> of) {
        return runs.stream().mapToDouble(of).average().orElseThrow();
    }
}
