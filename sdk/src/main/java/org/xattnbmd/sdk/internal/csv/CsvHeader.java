package org.xattnbmd.sdk.internal.csv;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of a table's columns, without blanks around them, and where each is. Immutable and thread-safe. */
public final class CsvHeader {

    private final List<String> names;
    private final Map<String, Integer> places = new HashMap<>();

    /**
     * Takes the names in their order.
     *
     * @throws IllegalArgumentException if one is empty or there twice
     */
    public CsvHeader(Collection<String> cells) {
        List<String> stripped = new ArrayList<>(cells.size());
        for (String cell : cells) {
            String name = cell.strip();
            stripped.add(name);
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a column without a name");
            }
            if (places.put(name, places.size()) != null) {
                throw new IllegalArgumentException("the column \"" + name + "\" twice");
            }
        }
        names = Collections.unmodifiableList(stripped);
    }

    public List<String> names() {
        return names;
    }

    /** Where the column is, from 0; -1 if there is none of the name. */
    public int place(String name) {
        return places.getOrDefault(name, -1);
    }
}
