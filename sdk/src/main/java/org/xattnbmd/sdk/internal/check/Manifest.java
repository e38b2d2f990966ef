package org.xattnbmd.sdk.internal.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.BmdRequest;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.internal.files.Hashes;

/**
 * The references of a check: radiographs with a measured BMD.
 *
 * @param file the manifest
 * @param sha256 its hash
 * @param references one a subject
 */
record Manifest(Path file, String sha256, List<Reference> references) {

    private static final String IMAGE = "image";
    private static final String LABEL = "femoral_neck_bmd_g_cm2";
    private static final String SPLIT = "split";
    private static final String SIDE = "side";

    /**
     * One subject.
     *
     * @param line where it is in the manifest
     * @param bmd measured, g/cm²
     * @param cells all its cells by column
     */
    record Reference(Path image, int line, double bmd, Side side, Map<String, String> cells) {

        /** Reads the radiograph. */
        BmdRequest request(ModelCard card) {
            ClinicalRecord.Builder clinical = ClinicalRecord.builder();
            for (ModelCard.ClinicalField field : card.clinicalFields()) {
                String value = cells.getOrDefault(field.name(), "").strip();
                if (!value.isEmpty()) {
                    clinical.set(field.name(), value);
                }
            }
            return new BmdRequest(Radiograph.read(image).withSide(side), clinical.build());
        }
    }

    static Manifest read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            List<Csv.Line> lines = Csv.read(new String(bytes, StandardCharsets.UTF_8));
            List<String> header = lines.isEmpty() ? List.of() : lines.get(0).cells();
            if (!header.containsAll(List.of(IMAGE, LABEL))) {
                throw unusable(file, "expected the columns " + IMAGE + " and " + LABEL + ", received " + header, null);
            }
            List<Reference> references = new ArrayList<>();
            for (Csv.Line line : lines.subList(1, lines.size())) {
                Map<String, String> cells = cells(file, header, line);
                if (cells.getOrDefault(SPLIT, "test").equalsIgnoreCase("test")) {
                    references.add(reference(file, line.number(), cells));
                }
            }
            if (references.isEmpty()) {
                throw unusable(file, "expected at least one reference, received none", null);
            }
            return new Manifest(file, Hashes.sha256(bytes), List.copyOf(references));
        } catch (IllegalArgumentException e) {
            throw unusable(file, e.getMessage(), e);
        } catch (IOException e) {
            throw unusable(file, e.getClass().getSimpleName(), e);
        }
    }

    private static Map<String, String> cells(Path file, List<String> header, Csv.Line line) {
        if (line.cells().size() != header.size()) {
            throw unusable(
                    file,
                    "line " + line.number() + ": expected " + header.size() + " cells, received "
                            + line.cells().size(),
                    null);
        }
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            cells.put(header.get(i), line.cells().get(i));
        }
        return cells;
    }

    private static Reference reference(Path file, int line, Map<String, String> cells) {
        double bmd;
        Path image;
        try {
            bmd = Double.parseDouble(cells.get(LABEL));
            image = file.toAbsolutePath().resolveSibling(cells.get(IMAGE));
        } catch (NumberFormatException | InvalidPathException e) {
            throw unusable(file, "line " + line + ": expected an image and a BMD", e);
        }
        if (!(bmd > 0.1 && bmd < 3)) {
            throw unusable(file, "line " + line + ": expected a BMD of 0.1 to 3 g/cm²", null);
        }
        return new Reference(image, line, bmd, side(file, line, cells.getOrDefault(SIDE, "")), cells);
    }

    /** Empty is unknown; what is there and no side is refused, since unknown hips are looked at as left ones. */
    private static Side side(Path file, int line, String cell) {
        String name = cell.strip().toUpperCase(Locale.ROOT);
        try {
            return name.isEmpty() ? Side.UNKNOWN : Side.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw unusable(file, "line " + line + ": expected side to be left, right, unknown or empty", e);
        }
    }

    static BmdException unusable(Path file, String why, Exception cause) {
        return new BmdException(
                Code.CHECK_MANIFEST, "Cannot use the reference manifest " + file + ": " + why + ".", cause);
    }
}
