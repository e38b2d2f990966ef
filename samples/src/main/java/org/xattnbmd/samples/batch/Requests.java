package org.xattnbmd.samples.batch;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.xattnbmd.samples.Console;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;

/** Finds the work of a batch: every file of a folder, or every line of a CSV file. */
final class Requests {

    private static final String IMAGE = "image";
    private static final String SIDE = "side";

    private Requests() {}

    /** All files below a folder by path, but hidden ones; a file that is no radiograph becomes a refused row. */
    static List<Request> inFolder(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(folder::relativize)
                    .filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .map(path -> new Request(
                            path.toString().replace('\\', '/'),
                            folder.resolve(path),
                            Radiograph.Side.UNKNOWN,
                            Collections.emptySortedMap(),
                            null))
                    .toList();
        } catch (IOException e) {
            throw Console.disk("a folder of radiographs that can be read", e);
        }
    }

    /**
     * The lines of a CSV file: {@code image} (relative to the CSV file), {@code side} and the model's clinical fields by
     * name, empty = missing.
     *
     * @param ignored columns that are not for the model, such as a remark
     */
    static List<Request> fromCsv(Path csv, Set<String> ignored, ModelCard card) {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
                .setIgnoreSurroundingSpaces(true)
                .get();
        try (Reader reader = Files.newBufferedReader(csv);
                CSVParser parser = CSVParser.parse(withoutByteOrderMark(reader), format)) {
            List<String> columns = parser.getHeaderNames();
            check(columns, ignored, card);
            List<Request> requests = new ArrayList<>();
            for (CSVRecord line : parser) {
                requests.add(request(csv, columns, ignored, line));
            }
            return requests;
        } catch (IOException e) {
            throw Console.disk("a CSV file in UTF-8 that can be read", e);
        } catch (IllegalArgumentException e) {
            throw Console.refused("Expected a CSV file with a header of distinct names, received: " + e.getMessage());
        }
    }

    private static void check(List<String> columns, Set<String> ignored, ModelCard card) {
        Set<String> known = new TreeSet<>(Set.of(IMAGE, SIDE));
        card.clinicalFields().forEach(field -> known.add(field.name()));
        List<String> unknown = columns.stream()
                .filter(column -> !known.contains(column) && !ignored.contains(column))
                .toList();
        if (!columns.contains(IMAGE) || !unknown.isEmpty()) {
            throw Console.refused("Expected a column \"image\" and none but " + known + ", received "
                    + (unknown.isEmpty() ? "no \"image\"" : unknown) + ". Name columns to leave out with --ignore.");
        }
    }

    private static Request request(Path csv, List<String> columns, Set<String> ignored, CSVRecord line) {
        TreeMap<String, String> facts = new TreeMap<>();
        String image = line.get(0);
        String side = "";
        for (int i = 0; i < Math.min(columns.size(), line.size()); i++) {
            String column = columns.get(i);
            switch (column) {
                case IMAGE -> image = line.get(i);
                case SIDE -> side = line.get(i);
                default -> {
                    if (!ignored.contains(column) && !line.get(i).isEmpty()) {
                        facts.put(column, line.get(i));
                    }
                }
            }
        }
        String problem = line.isConsistent()
                ? null
                : "Expected " + columns.size() + " columns, received " + line.size() + ". Quote values with commas.";
        Radiograph.Side hip = Radiograph.Side.UNKNOWN;
        try {
            hip = side.isEmpty() ? hip : Radiograph.Side.valueOf(side.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            problem = "Expected side to be left, right, unknown or empty, received \"" + side + "\".";
        }
        return new Request(image, csv.resolveSibling(image), hip, facts, problem);
    }

    /** Spreadsheets put a byte order mark in front of the first column's name. */
    private static Reader withoutByteOrderMark(Reader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }
}
