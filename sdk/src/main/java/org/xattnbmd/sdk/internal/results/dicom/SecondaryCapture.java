package org.xattnbmd.sdk.internal.results.dicom;

import java.awt.image.BufferedImage;
import org.xattnbmd.sdk.internal.dicom.Attribute;
import org.xattnbmd.sdk.internal.dicom.DataSet;
import org.xattnbmd.sdk.internal.picture.dicom.RleEncoder;
import org.xattnbmd.sdk.internal.picture.dicom.StudyHeader.Image;
import org.xattnbmd.sdk.internal.picture.dicom.TransferSyntax;
import org.xattnbmd.sdk.internal.results.drawing.Canvas;
import org.xattnbmd.sdk.results.DicomObject.Kind;

/** An estimate as a picture that every viewer shows: Secondary Capture (DICOM PS3.3, A.8), colour, 8 bits. */
public final class SecondaryCapture {

    private SecondaryCapture() {}

    /**
     * The capture as a file.
     *
     * @param radiograph the upright picture with the attention over it
     * @param compressed by run-length coding, which loses nothing; else as it is
     */
    public static ResultFile write(ResultSource source, BufferedImage radiograph, boolean compressed) {
        Canvas page = CapturePage.draw(source, radiograph);
        Image image = source.header().image();
        DataSet set = CommonModules.begin(source, Kind.SECONDARY_CAPTURE)
                .putAll(CommonModules.time(source, Attribute.CONTENT_DATE, Attribute.CONTENT_TIME))
                // Whether a name is burned in is the radiograph's matter: this page adds none, and knows nothing of it
                // where the radiograph does not say.
                .putAll(source.header().quality())
                .put(Attribute.CONVERSION_TYPE, "WSD")
                .put(Attribute.IMAGE_TYPE, "DERIVED", "SECONDARY")
                .put(Attribute.PATIENT_ORIENTATION, image.oriented() ? new String[] {"L", "F"} : new String[0])
                .put(Attribute.LATERALITY, CommonModules.laterality(source))
                .put(Attribute.DERIVATION_DESCRIPTION, CommonModules.description(source))
                .putItems(
                        Attribute.SOURCE_IMAGE_SEQUENCE,
                        CommonModules.reference(image)
                                .putItems(Attribute.PURPOSE_OF_REFERENCE_CODE_SEQUENCE, Concepts.SOURCE_IMAGE.item()))
                .putWhole(Attribute.SAMPLES_PER_PIXEL, 3)
                .put(Attribute.PHOTOMETRIC_INTERPRETATION, "RGB")
                // A run-length coded picture has a colour after the other (PS3.5, G.2).
                .putWhole(Attribute.PLANAR_CONFIGURATION, compressed ? 1 : 0)
                .putWhole(Attribute.ROWS, page.height())
                .putWhole(Attribute.COLUMNS, page.width())
                .putWhole(Attribute.BITS_ALLOCATED, 8)
                .putWhole(Attribute.BITS_STORED, 8)
                .putWhole(Attribute.HIGH_BIT, 7)
                .putWhole(Attribute.PIXEL_REPRESENTATION, 0);
        if (!compressed) {
            return CommonModules.file(source, Kind.SECONDARY_CAPTURE, set.putBytes(Attribute.PIXEL_DATA, page.bytes()));
        }
        set.putFrame(Attribute.PIXEL_DATA, RleEncoder.encode(page.bytes(), page.width(), page.height()));
        return CommonModules.file(source, Kind.SECONDARY_CAPTURE, set, TransferSyntax.RLE);
    }
}
