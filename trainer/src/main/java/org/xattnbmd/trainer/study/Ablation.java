package org.xattnbmd.trainer.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.Progress;
import org.xattnbmd.trainer.RefusedValueException;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.LoadedCohort;
import org.xattnbmd.trainer.run.DeviceChoice;

/**
 * Cross-validations of several variants over the same folds, the reference first, each in a folder of its name. What is
 * finished is not done again.
 */
public final class Ablation {

    private final List<Variant> variants;
    private final DeviceChoice device;
    private final int folds;
    private final long foldSeed;
    private Path backboneWeights;

    private Ablation(List<Variant> variants, DeviceChoice device, int folds, long foldSeed) {
        this.variants = List.copyOf(variants);
        this.device = device;
        this.folds = folds;
        this.foldSeed = foldSeed;
    }

    /**
     * Plans.
     *
     * @param axes values per axis, none for all; a value that the reference has already is not trained twice
     * @throws IllegalArgumentException for a value that its axis does not have, or if nothing is left to compare
     */
    public static Ablation of(
            Variant reference, Map<VariantAxis, List<String>> axes, DeviceChoice device, int folds, long foldSeed) {
        List<Variant> variants = new ArrayList<>(List.of(reference.named(Variant.REFERENCE)));
        axes.forEach((axis, values) -> {
            for (Variant variant : axis.variants(reference, values)) {
                if (variants.stream().noneMatch(variant::sameSetting)) {
                    variants.add(variant);
                }
            }
        });
        if (variants.size() < 2) {
            throw new RefusedValueException("expected at least one variant other than the reference, received none");
        }
        return new Ablation(variants, device, folds, foldSeed);
    }

    /** Public weights for every variant with an image encoder of the reference's kind; null for random ones. */
    public Ablation backboneWeights(Path file) {
        boolean otherBackbone = variants.stream()
                .anyMatch(v -> v.config().network().encoder().backbone()
                        != variants.get(0).config().network().encoder().backbone());
        if (file != null && otherBackbone) {
            throw new RefusedValueException(
                    "expected one backbone for --backbone-weights, received several: vary the backbone without it");
        }
        backboneWeights = file;
        return this;
    }

    /** In the order of the tables. */
    public List<Variant> variants() {
        return variants;
    }

    /** Reads the cohort once for all variants. */
    public LoadedCohort load(CohortLayout layout) {
        // The variant that needs most: with an image encoder the neck boxes are needed too.
        Variant demanding = variants.stream()
                .filter(v -> v.config().network().fusion().usesImage())
                .findFirst()
                .orElse(variants.get(0));
        return validation(demanding).load(layout);
    }

    /** Results by variant, in order; the caller closes the progress, which steps once per fold and variant. */
    public Map<Variant, CrossValidationResult> run(
            LoadedCohort cohort, Path folder, boolean resume, Progress progress) {
        variants.forEach(v -> CrossValidation.requireFree(folder.resolve(v.name()), resume));
        Map<Variant, CrossValidationResult> results = new LinkedHashMap<>();
        for (Variant variant : variants) {
            results.put(variant, validation(variant).run(cohort, folder.resolve(variant.name()), resume, progress));
        }
        return results;
    }

    private CrossValidation validation(Variant variant) {
        return new CrossValidation(variant.config(), variant.missing(), device, folds, foldSeed)
                .backboneWeights(variant.config().network().fusion().usesImage() ? backboneWeights : null);
    }
}
