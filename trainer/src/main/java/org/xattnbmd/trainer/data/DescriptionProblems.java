package org.xattnbmd.trainer.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/**
 * What is wrong with the declarations of a {@code cohort.json}, by line, so that all of it is said at once. Own code for the
 * lines, because Jackson's tree does not keep them.
 */
final class DescriptionProblems {

    /** Line of each value by its JSON pointer, from 1. */
    private final Map<String, Integer> lines = new HashMap<>();

    private final List<ManifestProblem> found = new ArrayList<>();

    DescriptionProblems(byte[] json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue() || token.isStructStart()) {
                    lines.putIfAbsent(
                            parser.getParsingContext().pathAsPointer().toString(),
                            parser.currentTokenLocation().getLineNr());
                }
            }
        }
    }

    /** The line of a value; that of what holds it where the value is not there. */
    int line(String pointer) {
        for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            Integer line = lines.get(at);
            if (line != null || at.isEmpty()) {
                return line == null ? 1 : line;
            }
        }
    }

    void add(String pointer, String text) {
        found.add(new ManifestProblem(line(pointer), Code.COHORT_DESCRIPTION.id(), text));
    }

    /** Adds the text unless it holds, and says whether it did. */
    boolean require(boolean holds, String pointer, String text) {
        if (!holds) {
            add(pointer, text);
        }
        return holds;
    }

    /** @throws TrainerException {@code COHORT_DESCRIPTION} that lists all */
    void refuse(Path file) {
        if (!found.isEmpty()) {
            throw new TrainerException(
                    Code.COHORT_DESCRIPTION,
                    file + ": " + found.size() + " problem(s) in what it declares; nothing was read."
                            + CohortManifest.listed(found, found.size()));
        }
    }
}
