package org.xattnbmd.trainer.robustness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.data.Split;

/**
 * A cohort that a study reads.
 *
 * @param all rows of the manifest
 * @param chosen rows that are read, in the manifest's order
 * @param dataHash of the manifest, or of it and its description
 * @param leftOut subjects left out because the studied cohort has the same people in another split
 */
record StudyCohort(CohortLayout layout, List<ManifestRow> all, List<ManifestRow> chosen, String dataHash, int leftOut) {

    /** The subjects of one split; the labels must be on the model's scale. */
    static StudyCohort of(Path folder, Split split, ModelCard card) {
        StudyCohort cohort = read(folder, card);
        List<ManifestRow> rows =
                cohort.all.stream().filter(r -> r.split() == split).toList();
        if (rows.isEmpty()) {
            throw new TrainerException(Code.COHORT_TOO_SMALL, "The cohort has no subject in the split " + split + ".");
        }
        return cohort.choosing(rows, 0);
    }

    /**
     * All subjects of a further cohort, but for people whom the first has in a split that was not chosen: the model may
     * have learnt from them. They are told by id, BMD and clinical values together.
     */
    static StudyCohort beside(StudyCohort first, Path folder, ModelCard card) {
        StudyCohort cohort = read(folder, card);
        Set<String> spared = first.chosen.stream().map(ManifestRow::person).collect(Collectors.toSet());
        Set<String> known = first.all.stream()
                .map(ManifestRow::person)
                .filter(p -> !spared.contains(p))
                .collect(Collectors.toSet());
        List<ManifestRow> rows =
                cohort.all.stream().filter(r -> !known.contains(r.person())).toList();
        if (rows.isEmpty()) {
            throw new TrainerException(
                    Code.COHORT_TOO_SMALL,
                    "All subjects of the further cohort are in other splits of the first one; expected people that the"
                            + " model has not learnt from.");
        }
        return cohort.choosing(rows, subjects(cohort.all) - subjects(rows));
    }

    private static StudyCohort read(Path folder, ModelCard card) {
        CohortLayout layout = CohortLayout.read(folder).as(card.clinicalFields());
        layout.requireTarget(card);
        return new StudyCohort(layout, CohortManifest.read(layout), List.of(), layout.dataHash(), 0);
    }

    private StudyCohort choosing(List<ManifestRow> rows, int without) {
        return new StudyCohort(layout, all, List.copyOf(rows), dataHash, without);
    }

    /** At most so many of the chosen subjects, drawn at random, each with all its rows; 0 for all. */
    StudyCohort limited(int subjects, long seed) {
        List<String> ids = new ArrayList<>(
                new LinkedHashSet<>(chosen.stream().map(ManifestRow::subjectId).toList()));
        if (subjects == 0 || ids.size() <= subjects) {
            return this;
        }
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> drawn = new HashSet<>();
        for (int i = 0; i < subjects; i++) {
            drawn.add(ids.remove(random.nextInt(ids.size())));
        }
        return choosing(
                chosen.stream().filter(r -> drawn.contains(r.subjectId())).toList(), leftOut);
    }

    private static int subjects(List<ManifestRow> rows) {
        return (int) rows.stream().map(ManifestRow::subjectId).distinct().count();
    }

    int subjects() {
        return subjects(chosen);
    }
}
