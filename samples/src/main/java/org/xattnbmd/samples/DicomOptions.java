package org.xattnbmd.samples;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.xattnbmd.sdk.results.DicomObject;
import org.xattnbmd.sdk.results.DicomObject.Kind;
import org.xattnbmd.sdk.results.DicomResults;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of an application that writes results in DICOM. All objects are made before the first is written. */
final class DicomOptions {

    @Option(
            names = "--dicom-sr",
            paramLabel = "FILE",
            description =
                    "Write a DICOM structured report (TID 1500); the radiograph must be DICOM, as for the next three.")
    private Path report;

    @Option(
            names = "--secondary-capture",
            paramLabel = "FILE",
            description = "Write a DICOM picture of radiograph, attention, figures and interval.")
    private Path capture;

    @Option(
            names = "--compress-capture",
            description =
                    "Write it as RLE Lossless, about half as large. Default: uncompressed, which everybody reads.")
    private boolean compressCapture;

    @Option(
            names = "--presentation-state",
            paramLabel = "FILE",
            description = "Write a DICOM presentation state: the neck's box over the radiograph itself.")
    private Path state;

    @Option(
            names = "--pdf",
            paramLabel = "FILE",
            description = "Write a page to print as Encapsulated PDF, a DICOM object too.")
    private Path pdf;

    @Option(
            names = "--edition",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "Edition of these objects and of the messages: another number where the same radiograph is estimated again"
                            + " with other facts. Default: ${DEFAULT-VALUE}.")
    private int edition;

    /** Refuses options that do nothing without another. */
    void check(CommandLine command) {
        if (compressCapture && capture == null) {
            throw new ParameterException(command, "--compress-capture is for --secondary-capture");
        }
    }

    boolean any() {
        return report != null || capture != null || state != null || pdf != null;
    }

    int edition() {
        return edition;
    }

    /** The files to be written. */
    List<Path> files() {
        return Stream.of(report, capture, state, pdf).filter(Objects::nonNull).toList();
    }

    /** Writes what was asked for, each file whole or not at all. */
    void write(DicomResults results) {
        Map<Kind, Path> files = new EnumMap<>(Kind.class);
        put(files, Kind.STRUCTURED_REPORT, report);
        put(files, Kind.SECONDARY_CAPTURE, capture);
        put(files, Kind.PRESENTATION_STATE, state);
        put(files, Kind.ENCAPSULATED_PDF, pdf);
        Set<Kind> companions = EnumSet.complementOf(EnumSet.of(Kind.STRUCTURED_REPORT));
        companions.retainAll(files.keySet());
        DicomResults edited = results.withEdition(edition).withCompanions(companions);
        Map<Path, DicomObject> objects = new LinkedHashMap<>();
        files.forEach((kind, file) -> objects.put(
                file,
                switch (kind) {
                    case STRUCTURED_REPORT -> edited.structuredReport();
                    case SECONDARY_CAPTURE ->
                        compressCapture ? edited.compressedSecondaryCapture() : edited.secondaryCapture();
                    case PRESENTATION_STATE -> edited.presentationState();
                    case ENCAPSULATED_PDF -> edited.encapsulatedPdf();
                }));
        objects.forEach((file, object) -> WholeFile.write(file, object.bytes()));
    }

    private static void put(Map<Kind, Path> files, Kind kind, Path file) {
        if (file != null) {
            files.put(kind, file);
        }
    }
}
