package org.xattnbmd.trainer.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.evaluation.FoldComparison;
import org.xattnbmd.trainer.network.PictureSettings;
import org.xattnbmd.trainer.run.DeviceChoice;
import org.xattnbmd.trainer.run.RunConfig;

/**
 * A choice among named settings by successive halving: all are trained on one fold, the better half by mean absolute error on two,
 * its better half on four, and so on over the folds that are for choosing. The best of many looks better than it is on the folds that
 * chose it, so it is then compared with the default on folds that had no part in the choice. The cohort's test split is never read.
 * What is finished in the folder is not done again.
 */
public final class Tuning {

    /** The name of the setting that says nothing. */
    public static final String DEFAULT = "default";

    /** Fewer have no interval. */
    private static final int FEWEST_CONFIRMING = 2;

    private final List<Setting> settings;
    private final DeviceChoice device;
    private final Plan plan;
    private final Map<PictureSettings, LoadedCohort> cohorts = new HashMap<>();
    private final Map<String, Map<Integer, Double>> errors = new LinkedHashMap<>();
    private final Map<String, Integer> rungs = new LinkedHashMap<>();

    /**
     * One of the settings.
     *
     * @param name also its folder's
     * @param words what it says on a command line, empty for the default
     * @param backboneWeights public weights, null for none
     */
    public record Setting(String name, String words, RunConfig config, Path backboneWeights) {
        public Setting {
            RefusedValueException.require(
                    name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}"),
                    "expected a name of letters, digits, dot, - and _ for a setting, received \"" + name + "\"");
        }
    }

    /**
     * How the subjects outside of the test split are dealt out.
     *
     * @param folds all of them
     * @param confirming the last of them, which have no part in the choice
     */
    public record Plan(int folds, int confirming, long seed) {
        public Plan {
            RefusedValueException.require(
                    confirming >= FEWEST_CONFIRMING && folds > confirming,
                    "expected at least " + FEWEST_CONFIRMING
                            + " folds that confirm, and one more to choose by, received " + confirming + " of "
                            + folds);
        }

        int choosing() {
            return folds - confirming;
        }

        /** Of a setting's errors by fold, those of the folds that choose. */
        double[] choosing(Map<Integer, Double> errors) {
            return errors.entrySet().stream()
                    .filter(fold -> fold.getKey() < choosing())
                    .mapToDouble(Map.Entry::getValue)
                    .toArray();
        }

        List<Integer> confirmingFolds() {
            return IntStream.range(choosing(), folds).boxed().toList();
        }
    }

    /**
     * What came of it.
     *
     * @param chosen the best on the folds that choose
     * @param errors mean absolute error by setting and fold, the folds counted from 0
     * @param rungs how many rounds each setting was in
     * @param confirmation the chosen one against the default on the other folds; null where the default was chosen
     */
    public record Result(
            Setting chosen,
            Map<String, Map<Integer, Double>> errors,
            Map<String, Integer> rungs,
            FoldComparison confirmation) {

        /** Whether it is better than the default by more than chance would give. */
        public boolean better() {
            return confirmation != null
                    && confirmation.rows().get(1).difference().interval().upper() < 0;
        }
    }

    /** @param settings without the default, which is the first of them here */
    public Tuning(RunConfig usual, Path backboneWeights, List<Setting> settings, DeviceChoice device, Plan plan) {
        List<Setting> all = new ArrayList<>(List.of(new Setting(DEFAULT, "", usual, backboneWeights)));
        all.addAll(settings);
        RefusedValueException.require(all.size() > 1, "expected at least one --setting beside the default");
        RefusedValueException.require(
                new LinkedHashSet<>(all.stream().map(Setting::name).toList()).size() == all.size(),
                "expected settings of different names, and none called " + DEFAULT);
        this.settings = List.copyOf(all);
        this.device = device;
        this.plan = plan;
    }

    /** The most trainings that it can need, for a progress bar. */
    public int trainings() {
        int most = 0;
        int left = settings.size();
        int done = 0;
        for (int until : rounds()) {
            most += left * (until - done);
            done = until;
            left = (left + 1) / 2;
        }
        return most + 2 * plan.confirming();
    }

    /** After each round so many folds are done; the last has all that choose. */
    private List<Integer> rounds() {
        List<Integer> rounds = new ArrayList<>();
        for (int until = 1; until < plan.choosing(); until *= 2) {
            rounds.add(until);
        }
        rounds.add(plan.choosing());
        return rounds;
    }

    /**
     * Goes through all rounds, then confirms.
     *
     * @throws org.xattnbmd.trainer.TrainerException {@code OUTPUT} if the folder holds another search that was not asked to go on,
     *     {@code CHECKPOINT} if the one there has other settings
     */
    public Result run(CohortLayout layout, Path folder, boolean resume, Progress progress) {
        record(layout).begin(folder, resume);
        List<Setting> left = settings;
        for (int until : rounds()) {
            for (Setting setting : left) {
                train(setting, layout, folder, IntStream.range(0, until).boxed().toList(), progress);
                rungs.merge(setting.name(), 1, Integer::sum);
            }
            List<Setting> ranked = new ArrayList<>(left);
            // A stable order: of equal ones the earlier stays.
            ranked.sort(Comparator.comparingDouble(setting -> chosenBy(setting.name())));
            left = ranked.subList(0, until == plan.choosing() ? 1 : (ranked.size() + 1) / 2);
        }
        Setting chosen = left.get(0);
        FoldComparison confirmation = null;
        if (!chosen.name().equals(DEFAULT)) {
            Map<String, double[]> confirmed = new LinkedHashMap<>();
            for (Setting setting : List.of(settings.get(0), chosen)) {
                train(setting, layout, folder, plan.confirmingFolds(), progress);
                confirmed.put(
                        setting.name(),
                        plan.confirmingFolds().stream()
                                .mapToDouble(errors.get(setting.name())::get)
                                .toArray());
            }
            confirmation = FoldComparison.of("MAE", confirmed, DEFAULT, 1.0 / (plan.folds() - 1));
        }
        return new Result(chosen, errors, rungs, confirmation);
    }

    /** Mean over the folds that choose, as far as the setting came. */
    private double chosenBy(String setting) {
        return Arrays.stream(plan.choosing(errors.get(setting))).average().orElseThrow();
    }

    private void train(Setting setting, CohortLayout layout, Path folder, List<Integer> folds, Progress progress) {
        Map<Integer, Double> known = errors.computeIfAbsent(setting.name(), name -> new LinkedHashMap<>());
        List<Integer> wanted =
                folds.stream().filter(fold -> !known.containsKey(fold)).toList();
        CrossValidation validation = new CrossValidation(
                        setting.config(), MissingValues.TOKENS, device, plan.folds(), plan.seed())
                .backboneWeights(setting.backboneWeights())
                .withoutTest();
        LoadedCohort cohort =
                cohorts.computeIfAbsent(setting.config().network().picture(), picture -> validation.load(layout));
        Path own = folder.resolve(setting.name());
        List<CrossValidationResult.Fold> done =
                validation.run(cohort, own, Files.exists(own.resolve(StudyRecord.FILE)), progress, wanted);
        for (int i = 0; i < wanted.size(); i++) {
            known.put(wanted.get(i), error(done.get(i)));
        }
    }

    private static double error(CrossValidationResult.Fold fold) {
        return IntStream.range(0, fold.subjects().size())
                .mapToDouble(i -> Math.abs(fold.estimates().get(i).estimated()
                        - fold.subjects().get(i).bmd()))
                .average()
                .orElseThrow();
    }

    private StudyRecord record(CohortLayout layout) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("study", "tune");
        record.put("data", layout.dataHash());
        record.put("foldsThatChoose", plan.choosing());
        record.put("foldsThatConfirm", plan.confirming());
        record.put("foldSeed", plan.seed());
        Map<String, String> words = new LinkedHashMap<>();
        settings.forEach(setting -> words.put(setting.name(), setting.words()));
        record.put("settings", words);
        return StudyRecord.of(record);
    }
}
