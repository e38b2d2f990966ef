package org.xattnbmd.trainer.study;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.SafeFiles;
import org.xattnbmd.trainer.report.EvidenceTable;
import org.xattnbmd.trainer.report.FurtherTable;

/**
 * A study's tables by name, in order. Each is written as {@code NAME.csv} and {@code NAME.tex} in a folder {@code tables},
 * and all together as {@code tables.md} beside it. Not thread-safe.
 */
public final class TableFiles {

    private static final String FOLDER = "tables";

    private final String title;
    private final boolean simulated;
    private final Map<String, EvidenceTable> tables = new LinkedHashMap<>();

    /** @param simulated whether every caption must say so */
    public TableFiles(String title, boolean simulated) {
        this.title = title;
        this.simulated = simulated;
    }

    /** Adds a table; {@code name} becomes part of file names. */
    public TableFiles add(String name, EvidenceTable table) {
        tables.put(name, simulated ? table.simulated() : table);
        return this;
    }

    /** Adds the table of further targets, where there are any. */
    TableFiles addFurther(List<FurtherTable.Row> further) {
        return further.isEmpty() ? this : add("further-targets", FurtherTable.of(further));
    }

    boolean isSimulated() {
        return simulated;
    }

    /** The tables by name. */
    public Map<String, EvidenceTable> tables() {
        return Map.copyOf(tables);
    }

    /** The tables in order. */
    public Iterable<EvidenceTable> inOrder() {
        return tables.values();
    }

    /** Writes all of them, each file whole or not at all. */
    public void write(Path folder) {
        StringBuilder markdown = new StringBuilder("# ").append(title).append("\n\n");
        markdown.append(simulated ? "All figures are of a SIMULATED cohort.\n\n" : "");
        tables.forEach((name, table) -> {
            SafeFiles.writeAtomically(folder.resolve(FOLDER).resolve(name + ".csv"), table.toCsv());
            SafeFiles.writeAtomically(folder.resolve(FOLDER).resolve(name + ".tex"), table.toLatex());
            markdown.append(table.toMarkdown()).append('\n');
        });
        SafeFiles.writeAtomically(folder.resolve(FOLDER + ".md"), markdown.toString());
    }
}
