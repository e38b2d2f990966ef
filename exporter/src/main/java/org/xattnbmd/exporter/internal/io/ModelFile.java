package org.xattnbmd.exporter.internal.io;

import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.ExportException;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.Graph;

/**
 * A model read from a file.
 *
 * @param graph what it computes
 * @param metadata texts stored beside it
 * @param irVersion version of the file format
 * @param producer the program that wrote it
 * @param bytes size of the file
 * @param problems what is wrong with it; empty for a valid model
 */
public record ModelFile(
        Graph graph, Map<String, String> metadata, long irVersion, String producer, long bytes, List<String> problems) {

    /** This file, provided that nothing is wrong with it. */
    public ModelFile requireValid() {
        if (!problems.isEmpty()) {
            throw new ExportException(
                    Code.INVALID_MODEL_FILE,
                    problems.get(0)
                            + (problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more problems)"));
        }
        return this;
    }
}
