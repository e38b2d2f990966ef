package org.xattnbmd.samples.pacs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What the programs ask for that measure applications in JVMs of their own. */
public final class MeasuredOptions {

    @Option(names = "--model", required = true, paramLabel = "FILE")
    private Path model;

    @Option(names = "--runs", defaultValue = "3", description = "Of each. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--java", description = "An option of the application's JVM; may be repeated.")
    private List<String> java = new ArrayList<>();

    public Path model() {
        return model;
    }

    public int runs() {
        return runs;
    }

    public List<String> java() {
        return java;
    }
}
