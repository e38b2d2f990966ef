package org.xattnbmd.exporter.internal.io;

import java.util.List;
import java.util.Map;
import org.xattnbmd.exporter.internal.failure.Failure;
import org.xattnbmd.exporter.internal.failure.Failure.Reason;
import org.xattnbmd.exporter.internal.graph.Graph;

/**
 * A model read from a file.
 *
 * @param graph what it computes
 * @param metadata texts stored beside it
 * @param irVersion version of the file format
 * @param producer the program that wrote it
 * @param bytes size of the file
 * @param externalBytes size of the tensors in other files
 * @param problems what is wrong with it; empty for a valid model
 */
public record OnnxFile(
        Graph graph,
        Map<String, String> metadata,
        long irVersion,
        String producer,
        long bytes,
        long externalBytes,
        List<String> problems) {

    /** This file, provided that nothing is wrong with it. */
    public OnnxFile requireValid() {
        if (!problems.isEmpty()) {
            throw new Failure(
                    Reason.INVALID_MODEL_FILE,
                    problems.get(0)
                            + (problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more problems)"));
        }
        return this;
    }
}
