package org.xattnbmd.samples.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.xattnbmd.samples.ResultColumns;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.FurtherTarget;

/**
 * The results of a batch in the order of its requests.
 *
 * @param rows one a request
 * @param further what the model estimates beside its target
 */
record Results(List<Row> rows, ModelIdentity model, List<FurtherTarget> further) {

    private static final CSVFormat FORMAT =
            CSVFormat.DEFAULT.builder().setRecordSeparator("\n").get();

    /** One request and what became of it. */
    record Row(Request request, Outcome outcome) {}

    Results {
        rows = List.copyOf(rows);
        further = List.copyOf(further);
    }

    static Results of(
            List<Request> requests,
            List<String> keys,
            Map<String, Outcome> outcomes,
            ModelIdentity model,
            List<FurtherTarget> further) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            rows.add(new Row(requests.get(i), outcomes.get(keys.get(i))));
        }
        return new Results(rows, model, further);
    }

    long estimated() {
        return rows.stream().filter(row -> row.outcome().estimated()).count();
    }

    long notUsable() {
        return rows.stream().filter(row -> row.outcome().notUsable()).count();
    }

    /** Comma-separated, a header first; equal results give equal bytes. */
    String toCsv() {
        StringBuilder csv = new StringBuilder();
        List<String> header = new ArrayList<>(List.of("row", "image"));
        header.addAll(Outcome.columns(model.target()));
        if (!model.target().hasReference()) {
            header.addAll(List.of("target", "unit"));
        }
        header.addAll(List.of("model_id", "model_version", ResultColumns.MODEL_SHA256, "simulated"));
        header.addAll(FurtherColumns.names(further));
        line(csv, header);
        for (int i = 0; i < rows.size(); i++) {
            Request request = rows.get(i).request();
            List<String> cells =
                    new ArrayList<>(List.of(Integer.toString(i + 1), ExamList.spreadsheetText(request.image())));
            cells.addAll(rows.get(i).outcome().spreadsheetCells(model.target()));
            if (!model.target().hasReference()) {
                cells.addAll(List.of(
                        ExamList.spreadsheetText(model.target().name()),
                        ExamList.spreadsheetText(model.target().unit())));
            }
            cells.addAll(List.of(
                    ExamList.spreadsheetText(model.id()),
                    ExamList.spreadsheetText(model.version()),
                    model.sha256(),
                    Boolean.toString(model.simulated())));
            cells.addAll(FurtherColumns.filled(rows.get(i).outcome().further(), further));
            line(csv, cells);
        }
        return csv.toString();
    }

    private static void line(StringBuilder csv, List<String> cells) {
        csv.append(FORMAT.format(cells.toArray())).append('\n');
    }
}
