package org.xattnbmd.sdk.internal.results.dicom;

import static org.xattnbmd.sdk.internal.results.dicom.ContentItem.Relation.CONTAINS;
import static org.xattnbmd.sdk.internal.results.dicom.ContentItem.Relation.HAS_CONCEPT_MODIFIER;
import static org.xattnbmd.sdk.internal.results.dicom.ContentItem.Relation.HAS_OBSERVATION_CONTEXT;
import static org.xattnbmd.sdk.internal.results.dicom.ContentItem.Relation.HAS_PROPERTIES;
import static org.xattnbmd.sdk.internal.results.dicom.ContentItem.Relation.INFERRED_FROM;

import java.util.ArrayList;
import java.util.List;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.Radiograph.Side;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.dicom.Code;
import org.xattnbmd.sdk.internal.dicom.DataSet;
import org.xattnbmd.sdk.internal.picture.dicom.StudyHeader.Image;
import org.xattnbmd.sdk.internal.results.Figures;
import org.xattnbmd.sdk.internal.results.Notices;
import org.xattnbmd.sdk.results.DicomObject.Kind;
import org.xattnbmd.sdk.results.DicomResults.Equipment;

/**
 * An estimate as a Comprehensive 3D SR that follows template TID 1500, Measurement Report (DICOM PS3.16). The numbers of the rows
 * stand beside what they demand.
 */
public final class StructuredReport {

    private static final String TEMPLATE = "1500";

    private final ResultSource source;
    private final BmdEstimate estimate;
    private final Image image;

    private StructuredReport(ResultSource source) {
        this.source = source;
        this.estimate = source.estimate();
        this.image = source.header().image();
    }

    /** The report as a file. */
    public static ResultFile write(ResultSource source) {
        DataSet set = new StructuredReport(source).document();
        return CommonModules.file(source, Kind.STRUCTURED_REPORT, set);
    }

    private DataSet document() {
        return CommonModules.begin(source, Kind.STRUCTURED_REPORT)
                .putAll(CommonModules.time(source, Attribute.CONTENT_DATE, Attribute.CONTENT_TIME))
                .putItems(Attribute.CODING_SCHEME_IDENTIFICATION_SEQUENCE, Concepts.ownScheme())
                .putItems(Attribute.REFERENCED_PERFORMED_PROCEDURE_STEP_SEQUENCE)
                .putItems(Attribute.PERFORMED_PROCEDURE_CODE_SEQUENCE)
                .putItems(Attribute.CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE, evidence())
                .put(Attribute.COMPLETION_FLAG, "COMPLETE")
                .put(Attribute.VERIFICATION_FLAG, "UNVERIFIED")
                .put(Attribute.PRELIMINARY_FLAG, "PRELIMINARY")
                .putAll(tree().set());
    }

    private DataSet evidence() {
        List<DataSet> series = new ArrayList<>();
        series.add(series(image.seriesInstanceUid(), CommonModules.reference(image)));
        for (Kind kind : source.filing().companions()) {
            series.add(series(source.seriesUid(kind), CommonModules.reference(source, kind)));
        }
        return new DataSet()
                .put(Attribute.STUDY_INSTANCE_UID, source.header().studyInstanceUid())
                .putItems(Attribute.REFERENCED_SERIES_SEQUENCE, series);
    }

    private static DataSet series(String seriesUid, DataSet reference) {
        return new DataSet()
                .put(Attribute.SERIES_INSTANCE_UID, seriesUid)
                .putItems(Attribute.REFERENCED_SOP_SEQUENCE, reference);
    }

    private ContentItem tree() {
        List<ContentItem> items = new ArrayList<>();
        // TID 1204, and 1001 with 1002 and 1004: who observed.
        items.add(ContentItem.code(HAS_CONCEPT_MODIFIER, Concepts.LANGUAGE, Concepts.ENGLISH));
        items.add(ContentItem.code(HAS_OBSERVATION_CONTEXT, Concepts.OBSERVER_TYPE, Concepts.DEVICE));
        Equipment equipment = source.equipment();
        items.add(ContentItem.uid(HAS_OBSERVATION_CONTEXT, Concepts.DEVICE_UID, source.deviceUid()));
        items.add(observer(Concepts.DEVICE_NAME, ResultSource.ALGORITHM));
        items.add(observer(Concepts.DEVICE_MANUFACTURER, equipment.manufacturer()));
        items.add(observer(Concepts.DEVICE_MODEL_NAME, equipment.modelName()));
        items.add(observer(Concepts.DEVICE_SERIAL_NUMBER, equipment.serialNumber()));
        // TID 1500, row 4.
        for (DataSet procedure : procedures()) {
            items.add(ContentItem.code(HAS_CONCEPT_MODIFIER, Concepts.PROCEDURE_REPORTED, procedure));
        }
        // TID 1600 and 1601.
        ContentItem library = ContentItem.image(CONTAINS, null, image);
        items.add(ContentItem.container(
                Concepts.IMAGE_LIBRARY,
                List.of(ContentItem.container(Concepts.IMAGE_LIBRARY_GROUP, List.of(library)))));
        // Row 6, and TID 1501.
        ContentItem group = ContentItem.container(Concepts.GROUP, group());
        items.add(ContentItem.container(Concepts.MEASUREMENTS, List.of(group)));
        // Rows 12 to 14.
        items.add(ContentItem.container(Concepts.EVALUATIONS, evaluations()));
        return ContentItem.root(Concepts.REPORT, TEMPLATE, items);
    }

    private static ContentItem observer(Code name, String text) {
        return ContentItem.text(HAS_OBSERVATION_CONTEXT, name, text);
    }

    private List<DataSet> procedures() {
        List<DataSet> codes = source.header().study().items(Attribute.PROCEDURE_CODE_SEQUENCE).stream()
                .filter(code -> code.has(Attribute.CODE_VALUE)
                        && code.has(Attribute.CODING_SCHEME_DESIGNATOR)
                        && code.has(Attribute.CODE_MEANING))
                .toList();
        return codes.isEmpty() ? List.of(Concepts.IMAGING_PROCEDURE.item()) : codes;
    }

    private List<ContentItem> group() {
        List<ContentItem> items = new ArrayList<>();
        // Rows 2 and 3.
        items.add(ContentItem.text(
                HAS_OBSERVATION_CONTEXT,
                Concepts.TRACKING_IDENTIFIER,
                source.site().label() + ", " + Notices.side(source.side())));
        items.add(ContentItem.uid(HAS_OBSERVATION_CONTEXT, Concepts.TRACKING_UID, source.trackingUid()));
        // TID 4019.
        ModelIdentity model = estimate.model();
        items.add(modifier(Concepts.ALGORITHM_NAME, ResultSource.ALGORITHM + " " + model.id()));
        items.add(modifier(Concepts.ALGORITHM_VERSION, model.version()));
        items.add(modifier(Concepts.ALGORITHM_PARAMETERS, "Model file SHA-256 " + model.sha256()));
        items.add(modifier(
                Concepts.ALGORITHM_PARAMETERS,
                "BMD on the scale of " + source.card().densitometer()));
        // Rows 5 to 7.
        items.add(ContentItem.code(HAS_CONCEPT_MODIFIER, Concepts.METHOD, Concepts.NOT_DXA));
        items.add(ContentItem.code(
                HAS_CONCEPT_MODIFIER, Concepts.FINDING_SITE, Concepts.site(source.site()), laterality()));
        if (source.usable()) {
            readings(items);
        } else {
            items.add(ContentItem.noNumber(
                    CONTAINS, Concepts.bmd(source.site()), Concepts.MEASUREMENT_FAILURE, provenance()));
        }
        estimate.outlierScore().ifPresent(score -> outlierScore(score, items));
        // Row 10c.
        NeckOutline.stored(source)
                .ifPresent(outline -> items.add(ContentItem.region(CONTAINS, Concepts.IMAGE_REGION, outline, image)));
        // Beyond the template's rows, as it allows: the other objects of this result.
        source.filing().companions().forEach(kind -> items.add(companion(kind)));
        return items;
    }

    private ContentItem companion(Kind kind) {
        DataSet reference = CommonModules.reference(source, kind);
        return switch (kind) {
            case SECONDARY_CAPTURE -> ContentItem.object(CONTAINS, Concepts.ILLUSTRATION, true, reference);
            case PRESENTATION_STATE -> ContentItem.object(CONTAINS, Concepts.NECK_BOX, false, reference);
            case ENCAPSULATED_PDF -> ContentItem.object(CONTAINS, Concepts.RESULT_PAGE, false, reference);
            case STRUCTURED_REPORT -> throw new IllegalStateException("A report isn't beside itself");
        };
    }

    private static ContentItem modifier(Code name, String text) {
        return ContentItem.text(HAS_CONCEPT_MODIFIER, name, text);
    }

    private ContentItem[] laterality() {
        return source.side() == Side.UNKNOWN || !source.site().paired()
                ? new ContentItem[0]
                : new ContentItem[] {
                    ContentItem.code(HAS_CONCEPT_MODIFIER, Concepts.LATERALITY, Concepts.laterality(source.side()))
                };
    }

    private void readings(List<ContentItem> items) {
        items.add(grams(CONTAINS, Concepts.bmd(source.site()), estimate.bmd(), provenance()));
        for (BmdEstimate.Interval interval : estimate.intervals()) {
            items.add(grams(CONTAINS, Concepts.lower(interval.coverage()), interval.lower(), provenance()));
            items.add(grams(CONTAINS, Concepts.upper(interval.coverage()), interval.upper(), provenance()));
        }
        if (estimate.target().hasReference()) {
            scores(items);
        }
        estimate.clinicalAttention()
                .forEach((field, share) -> items.add(ContentItem.number(
                        CONTAINS,
                        Concepts.ATTENTION,
                        Figures.decimal(share, 3),
                        Concepts.NO_UNITS,
                        List.of(ContentItem.text(HAS_CONCEPT_MODIFIER, Concepts.FIELD, field)))));
    }

    private void scores(List<ContentItem> items) {
        List<ContentItem> tScore = provenance();
        // What it was computed from (TID 300, row 9): TID 311 has codes of its own for both, which PixelMed's validator
        // takes for these.
        tScore.add(grams(
                INFERRED_FROM, Concepts.REFERENCE_MEAN, estimate.reference().mean(), List.of()));
        tScore.add(
                grams(INFERRED_FROM, Concepts.REFERENCE_SD, estimate.reference().sd(), List.of()));
        // TID 311, whom it compares with.
        tScore.add(ContentItem.text(
                HAS_PROPERTIES,
                Concepts.POPULATION,
                estimate.reference().name() + " (" + estimate.reference().densitometer() + ")"));
        if (!estimate.reference().source().isBlank()) {
            tScore.add(ContentItem.text(
                    HAS_PROPERTIES, Concepts.AUTHORITY, estimate.reference().source()));
        }
        items.add(ContentItem.number(
                CONTAINS, Concepts.T_SCORE, Figures.decimal(estimate.tScore(), 1), Concepts.NO_UNITS, tScore));
        estimate.zScore()
                .ifPresent(score -> items.add(ContentItem.number(
                        CONTAINS, Concepts.Z_SCORE, Figures.decimal(score, 1), Concepts.NO_UNITS, provenance())));
    }

    /** TID 300, rows 3 and 4, and TID 320: how a number came about, with each of them, because readers take numbers one by one. */
    private List<ContentItem> provenance() {
        return new ArrayList<>(List.of(
                ContentItem.code(HAS_CONCEPT_MODIFIER, Concepts.METHOD, Concepts.NOT_DXA),
                ContentItem.code(HAS_CONCEPT_MODIFIER, Concepts.DERIVATION, Concepts.ESTIMATED),
                ContentItem.image(INFERRED_FROM, Concepts.SOURCE_OF_MEASUREMENT, image)));
    }

    private static ContentItem grams(
            ContentItem.Relation relation, Code name, double value, List<ContentItem> children) {
        return ContentItem.number(relation, name, Figures.decimal(value, 3), Concepts.GRAMS_PER_CM2, children);
    }

    private static void outlierScore(BmdEstimate.OutlierScore score, List<ContentItem> items) {
        items.add(unitless(Concepts.OUTLIER_SCORE, score.value()));
        items.add(unitless(Concepts.OUTLIER_LIMIT, score.limit()));
        score.hardLimit().ifPresent(hard -> items.add(unitless(Concepts.OUTLIER_HARD, hard)));
    }

    private static ContentItem unitless(Code name, double value) {
        return ContentItem.number(CONTAINS, name, Figures.decimal(value, 3), Concepts.NO_UNITS, List.of());
    }

    private List<ContentItem> evaluations() {
        List<ContentItem> items = new ArrayList<>();
        items.add(ContentItem.code(
                CONTAINS, Concepts.TRUST, Concepts.trust(estimate.trust().level())));
        if (!estimate.trust().reasons().isEmpty()) {
            items.add(ContentItem.text(
                    CONTAINS, Concepts.COMMENT, estimate.trust().words()));
        }
        for (String notice : Notices.of(estimate)) {
            items.add(ContentItem.text(CONTAINS, Concepts.NOTICE, notice));
        }
        items.add(ContentItem.text(CONTAINS, Concepts.STATEMENT, estimate.statement()));
        for (String warning : Notices.warnings(estimate)) {
            items.add(ContentItem.text(CONTAINS, Concepts.WARNING, warning));
        }
        return items;
    }
}
