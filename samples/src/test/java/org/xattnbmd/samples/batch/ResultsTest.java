package org.xattnbmd.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.Radiograph.Side;

/** The table that people open in a spreadsheet computes nothing that a file's name or a card put into it. */
class ResultsTest {

    @Test
    void textsOfFilesAndCardsAreNoFormulasAndNumbersStayNumbers() {
        List<String> cells = new ArrayList<>(Collections.nCopies(Outcome.COLUMNS.size(), ""));
        cells.set(Outcome.COLUMNS.indexOf("error_message"), "@SUM(1)");
        cells.set(Outcome.COLUMNS.indexOf("t_score"), "-2.5");
        cells.set(Outcome.COLUMNS.indexOf("below_thresholds"), "+osteoporosis");
        Request request =
                new Request("=cmd|' /C calc'!A0.png", Path.of("x"), Side.LEFT, Collections.emptySortedMap(), null);
        ModelIdentity model = new ModelIdentity("-model", "=1", "00", true);

        String csv = Results.of(List.of(request), List.of("k"), Map.of("k", new Outcome(cells)), model, List.of())
                .toCsv();

        assertThat(csv.lines().skip(1).findFirst().orElseThrow())
                .contains("'=cmd|' /C calc'!A0.png", ",'@SUM(1),", ",-2.5,", ",'+osteoporosis,", ",'-model,'=1,");
    }
}
