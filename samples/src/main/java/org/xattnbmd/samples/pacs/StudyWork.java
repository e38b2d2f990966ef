package org.xattnbmd.samples.pacs;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.xattnbmd.samples.pacs.ExamFacts.Facts;
import org.xattnbmd.samples.pacs.StudyLog.Line;
import org.xattnbmd.samples.pacs.StudyLog.Status;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.Trust.Level;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.results.DicomObject;
import org.xattnbmd.sdk.results.DicomResults;
import org.xattnbmd.sdk.results.StudyContext;

/**
 * One study from the archive and back: fetch its images, estimate, store the result of the best. The best is the first that nothing
 * speaks against, else the first that is usable. Thread-safe.
 */
final class StudyWork {

    /**
     * Which images, and what to do with them.
     *
     * @param bodyParts in upper case; empty for any
     * @param mostImages of one study that are looked at
     * @param dryRun estimate and store nothing
     * @param compressCapture send the capture compressed, as long as the archive takes it so
     * @param trackingSecret what the identifiers of a patient's hips are made with, if they are to be the same in all examinations
     */
    record Settings(
            String modality,
            Set<String> bodyParts,
            int mostImages,
            boolean dryRun,
            boolean compressCapture,
            Optional<byte[]> trackingSecret) {}

    private final DicomWeb archive;
    private final BmdEstimator estimator;
    private final ExamFacts facts;
    private final Settings settings;
    private final Metrics metrics;
    private final Supplier<OffsetDateTime> clock;
    private final AtomicBoolean compress;

    StudyWork(
            DicomWeb archive,
            BmdEstimator estimator,
            ExamFacts facts,
            Settings settings,
            Metrics metrics,
            Supplier<OffsetDateTime> clock) {
        this.archive = archive;
        this.estimator = estimator;
        this.facts = facts;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        compress = new AtomicBoolean(settings.compressCapture());
    }

    private record Estimated(
            DicomWeb.Instance image, StudyContext context, Radiograph radiograph, BmdEstimate estimate) {}

    /**
     * Does it all; what the archive is to blame for is thrown, to be tried again.
     *
     * @throws ArchiveException if it cannot be fetched or stored now
     */
    Line run(DicomWeb.Study study) {
        StudyContents contents = archive.contents(study, settings.modality());
        List<DicomWeb.Instance> images = contents.images(settings.modality(), settings.bodyParts());
        Estimated best = null;
        Line refused = null;
        for (DicomWeb.Instance image : images.subList(0, Math.min(images.size(), settings.mostImages()))) {
            try {
                Estimated estimated = estimate(study, image);
                if (best == null || estimated.estimate().trust().level() == Level.FINE) {
                    best = estimated;
                }
                if (best.estimate().trust().level() == Level.FINE) {
                    break;
                }
            } catch (BmdException e) {
                refused = refused == null
                        ? new Line(study.uid(), Status.REFUSED, e.code().id(), image.sop())
                        : refused;
            }
        }
        if (best == null) {
            return refused == null ? new Line(study.uid(), Status.NO_IMAGE, "", "") : refused;
        }
        if (settings.dryRun()) {
            return new Line(study.uid(), Status.ESTIMATED, "", best.image().sop());
        }
        store(study, contents, best);
        return new Line(study.uid(), Status.STORED, "", best.image().sop());
    }

    private Estimated estimate(DicomWeb.Study study, DicomWeb.Instance image) {
        byte[] bytes = archive.retrieve(image);
        metrics.fetched(bytes.length);
        StudyContext context = StudyContext.decode(bytes);
        Radiograph radiograph = context.radiograph();
        Facts known = facts.of(study).orElseGet(Facts::none);
        if (known.side() != Radiograph.Side.UNKNOWN) {
            radiograph = radiograph.withSide(known.side());
        }
        known.clinical().fillFrom(radiograph.headerFacts(), estimator.modelCard());
        return new Estimated(
                image,
                context,
                radiograph,
                estimator.estimate(radiograph, known.clinical().build()));
    }

    /** What is there already, from before a kill, stays as it is. */
    private void store(DicomWeb.Study study, StudyContents contents, Estimated best) {
        DicomResults results = DicomResults.of(
                        best.estimate(), estimator.modelCard(), best.radiograph(), best.context(), clock.get())
                .withCompanions(Set.of(DicomObject.Kind.SECONDARY_CAPTURE));
        if (settings.trackingSecret().isPresent()) {
            results = results.withTracking(settings.trackingSecret().get());
        }
        DicomObject report = results.structuredReport();
        DicomObject capture = compress.get() ? results.compressedSecondaryCapture() : results.secondaryCapture();
        if (!stored(study, contents, List.of(report, capture))) {
            // The report may be there by now.
            StudyContents now = archive.contents(study, settings.modality());
            stored(study, now, List.of(report, results.secondaryCapture()));
            metrics.refusedCompressed();
            compress.set(false);
        }
    }

    private boolean stored(DicomWeb.Study study, StudyContents contents, List<DicomObject> objects) {
        List<DicomObject> missing = archive.missing(contents, objects);
        return missing.isEmpty() || archive.store(study, settings.modality(), missing);
    }
}
