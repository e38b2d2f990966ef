package org.xattnbmd.trainer.study;

import java.nio.file.Path;
import java.util.List;
import org.xattnbmd.trainer.data.Cohort;
import org.xattnbmd.trainer.data.CohortLayout;
import org.xattnbmd.trainer.data.CohortManifest;
import org.xattnbmd.trainer.data.ManifestRow;
import org.xattnbmd.trainer.training.TrainingData;

/**
 * What a study of necks is asked for by its arguments: a cohort, how many subjects to learn from and to hold out, epochs, and how
 * many seeds.
 *
 * @param learning the cohort's first subjects
 * @param heldOut its last
 */
record NecksAsked(Cohort learning, TrainingData heldOut, int epochs, int seeds) {

    static NecksAsked of(String[] arguments) {
        List<ManifestRow> rows = CohortManifest.read(CohortLayout.read(Path.of(arguments[0])));
        int learning = Integer.parseInt(arguments[1]);
        int heldOut = Integer.parseInt(arguments[2]);
        return new NecksAsked(
                FusionStudy.necks(rows.subList(0, learning)),
                FusionStudy.necks(rows.subList(rows.size() - heldOut, rows.size()))
                        .data(),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]));
    }
}
