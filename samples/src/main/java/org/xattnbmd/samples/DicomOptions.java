package org.xattnbmd.samples;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.xattnbmd.sdk.results.DicomObject;
import org.xattnbmd.sdk.results.DicomResults;
import picocli.CommandLine.Option;

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
        DicomResults edited = results.withEdition(edition);
        Map<Path, DicomObject> objects = new LinkedHashMap<>();
        if (report != null) {
            objects.put(report, edited.structuredReport());
        }
        if (capture != null) {
            objects.put(capture, edited.secondaryCapture());
        }
        if (state != null) {
            objects.put(state, edited.presentationState());
        }
        if (pdf != null) {
            objects.put(pdf, edited.encapsulatedPdf());
        }
        objects.forEach((file, object) -> WholeFile.write(file, object.bytes()));
    }
}
