package org.xattnbmd.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A cohort's folder whose description and table a test writes; its one picture, {@code a.png}, is empty. */
record TableFolder(Path folder) {

    static TableFolder in(Path folder) throws IOException {
        Files.createFile(folder.resolve("a.png"));
        return new TableFolder(folder);
    }

    /** Writes {@code cohort.json} with these members; the first of them is on line 2. */
    void describe(String members) throws IOException {
        Files.writeString(folder.resolve(CohortLayout.FILE), "{\n" + members + "\n}");
    }

    void table(String... lines) throws IOException {
        Files.writeString(folder.resolve(CohortManifest.FILE), String.join("\n", lines) + "\n");
    }
}
