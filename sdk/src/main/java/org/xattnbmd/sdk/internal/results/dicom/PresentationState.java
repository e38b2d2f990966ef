package org.xattnbmd.sdk.internal.results.dicom;

import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.dicom.DataSet;
import org.xattnbmd.sdk.internal.picture.dicom.StudyHeader.Greys;
import org.xattnbmd.sdk.internal.picture.dicom.StudyHeader.Image;
import org.xattnbmd.sdk.results.DicomObject.Kind;

/**
 * The femoral neck's box over the radiograph itself: Grayscale Softcopy Presentation State (DICOM PS3.3, A.33.1). A viewer takes how
 * the picture is shown from here alone, so what the radiograph says of that is repeated.
 */
public final class PresentationState {

    private static final String LAYER = "BMD";

    private PresentationState() {}

    /**
     * The presentation state as a file.
     *
     * @throws BmdException {@code RESULT_NO_NECK} if the estimate has no box inside of the picture, or is not usable, {@code
     *     IMAGE_UNSUPPORTED} if the radiograph is stored in colour
     */
    public static ResultFile write(ResultSource source) {
        float[] outline = NeckOutline.stored(source)
                .orElseThrow(() -> new BmdException(
                        Code.RESULT_NO_NECK,
                        "Expected a usable estimate that says where the femoral neck is, received one without a box inside of"
                                + " the picture. Do without the presentation state, or give the box."));
        Image image = source.header().image();
        if (image.greys() == Greys.NONE) {
            throw new BmdException(
                    Code.IMAGE_UNSUPPORTED,
                    "Expected a radiograph in greys for a presentation state, received one that is stored in colour. Take the"
                            + " secondary capture.");
        }
        DataSet series = new DataSet()
                .put(Attribute.SERIES_INSTANCE_UID, image.seriesInstanceUid())
                .putItems(Attribute.REFERENCED_IMAGE_SEQUENCE, CommonModules.reference(image));
        DataSet set = CommonModules.begin(source, Kind.PRESENTATION_STATE)
                .putAll(CommonModules.time(
                        source, Attribute.PRESENTATION_CREATION_DATE, Attribute.PRESENTATION_CREATION_TIME))
                .put(Attribute.CONTENT_LABEL, "BMD_NECK_BOX")
                .put(Attribute.CONTENT_DESCRIPTION, CommonModules.description(source))
                .emptyIfAbsent(Attribute.CONTENT_CREATORS_NAME)
                .put(Attribute.LATERALITY, CommonModules.laterality(source))
                .putItems(Attribute.REFERENCED_SERIES_SEQUENCE, series)
                .putItems(
                        Attribute.GRAPHIC_LAYER_SEQUENCE,
                        new DataSet()
                                .put(Attribute.GRAPHIC_LAYER, LAYER)
                                .put(Attribute.GRAPHIC_LAYER_ORDER, "1")
                                .putWhole(Attribute.GRAPHIC_LAYER_RECOMMENDED_DISPLAY_GRAYSCALE_VALUE, 0xFFFF)
                                .put(Attribute.GRAPHIC_LAYER_DESCRIPTION, CommonModules.description(source)))
                .putItems(Attribute.GRAPHIC_ANNOTATION_SEQUENCE, annotation(source, outline))
                .putItems(Attribute.DISPLAYED_AREA_SELECTION_SEQUENCE, area(image));
        return CommonModules.file(source, Kind.PRESENTATION_STATE, display(set, source));
    }

    private static DataSet annotation(ResultSource source, float[] outline) {
        DataSet box = new DataSet()
                .put(Attribute.GRAPHIC_ANNOTATION_UNITS, "PIXEL")
                .putWhole(Attribute.GRAPHIC_DIMENSIONS, 2)
                .putWhole(Attribute.NUMBER_OF_GRAPHIC_POINTS, outline.length / 2)
                .putFloats(Attribute.GRAPHIC_DATA, outline)
                .put(Attribute.GRAPHIC_TYPE, "POLYLINE")
                .put(Attribute.GRAPHIC_FILLED, "N");
        DataSet words = new DataSet()
                .put(Attribute.ANCHOR_POINT_ANNOTATION_UNITS, "PIXEL")
                .put(Attribute.UNFORMATTED_TEXT_VALUE, "Femoral neck: " + CommonModules.description(source))
                .putFloats(Attribute.ANCHOR_POINT, outline[0], outline[1])
                .put(Attribute.ANCHOR_POINT_VISIBILITY, "N");
        return new DataSet()
                .put(Attribute.GRAPHIC_LAYER, LAYER)
                .putItems(Attribute.TEXT_OBJECT_SEQUENCE, words)
                .putItems(Attribute.GRAPHIC_OBJECT_SEQUENCE, box);
    }

    private static DataSet area(Image image) {
        return new DataSet()
                .putWhole(Attribute.DISPLAYED_AREA_TOP_LEFT_HAND_CORNER, 1, 1)
                .putWhole(Attribute.DISPLAYED_AREA_BOTTOM_RIGHT_HAND_CORNER, image.columns(), image.rows())
                .put(Attribute.PRESENTATION_SIZE_MODE, "SCALE TO FIT")
                .put(Attribute.PRESENTATION_PIXEL_ASPECT_RATIO, "1", "1");
    }

    /** How stored values become greys: rescaling, then one window or table, then the polarity. */
    private static DataSet display(DataSet set, ResultSource source) {
        DataSet display = source.header().display();
        if (display.has(Attribute.RESCALE_SLOPE) && display.has(Attribute.RESCALE_INTERCEPT)) {
            set.putCopies(display, Attribute.RESCALE_INTERCEPT, Attribute.RESCALE_SLOPE, Attribute.RESCALE_TYPE);
            if (!display.has(Attribute.RESCALE_TYPE)) {
                set.put(Attribute.RESCALE_TYPE, "US");
            }
        }
        DataSet voi = new DataSet();
        if (display.has(Attribute.WINDOW_CENTER) && display.has(Attribute.WINDOW_WIDTH)) {
            voi.putCopies(
                    display,
                    Attribute.WINDOW_CENTER,
                    Attribute.WINDOW_WIDTH,
                    Attribute.WINDOW_CENTER_AND_WIDTH_EXPLANATION,
                    Attribute.VOI_LUT_FUNCTION);
        } else if (display.has(Attribute.VOI_LUT_SEQUENCE)) {
            voi.putCopies(display, Attribute.VOI_LUT_SEQUENCE);
        }
        if (!voi.isEmpty()) {
            set.putItems(
                    Attribute.SOFTCOPY_VOI_LUT_SEQUENCE,
                    voi.putItems(
                            Attribute.REFERENCED_IMAGE_SEQUENCE,
                            CommonModules.reference(source.header().image())));
        }
        return set.put(
                Attribute.PRESENTATION_LUT_SHAPE,
                source.header().image().greys() == Greys.INVERTED ? "INVERSE" : "IDENTITY");
    }
}
